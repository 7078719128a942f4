import { App, TerraformStack, Testing } from 'cdktf';
import { HelmRelease } from '../../../../constructs/terraform/helm-release';
import type { CrdRelease } from '../../../../src/kinds/release';
import { charts } from '../../../../constructs/components/charts';

test('CRDs of a chart are rendered for the Kubernetes version of the cluster, since the provider defaults to 1.20', () => {
  const stack = new TerraformStack(new App(), 'stack');
  const release: CrdRelease = {
    name: 'traefik-crds',
    namespace: 'traefik',
    podSecurity: 'restricted',
    crds: true,
    crdChart: charts.traefik,
  };
  new HelmRelease(stack, 'crds', { release, chart: { path: 'charts/crds', digest: 'abc' }, kubernetes: '1.36' });
  const { data } = JSON.parse(Testing.synth(stack)) as { data: { helm_template: Record<string, unknown> } };
  expect(data.helm_template['traefik-crds']).toMatchObject({ kube_version: '1.36.0' });
});
