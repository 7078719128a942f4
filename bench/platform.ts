import { existing } from '../constructs/clusters/existing';
import type { ApplicationInput } from '../src/definition/application';

/**
 * Returns a platform definition with two clusters and the given number of tenants, each with two applications.
 * @param changed number of tenants whose applications have another image
 */
export function benchPlatform(tenants: number, changed = 0): unknown {
  const cluster = (environment: string) =>
    existing({
      environment,
      kubeconfig: 'kubeconfig',
      provides: { network: {}, 'network-policy': {}, dns: {}, ingress: { namespace: 'ingress' } },
    });
  return {
    name: 'bench',
    domain: 'bench.example',
    environments: ['dev', 'prod'],
    clusters: { dev1: cluster('dev'), prod1: cluster('prod') },
    tenants: Object.fromEntries(
      Array.from({ length: tenants }, (_, index) => [
        `tenant-${index}`,
        benchTenant(index, index < changed ? '1.0.1' : '1.0.0'),
      ]),
    ),
  };
}

function benchTenant(index: number, version: string) {
  const image = `registry.bench.example/app:${version}`;
  const applications: Readonly<Record<string, ApplicationInput>> = {
    api: { image, env: { LEVEL: 'info' }, resources: { cpu: '100m', memory: '128Mi' } },
    web: { image, port: 3000, ingress: `t${index}.bench.example`, calls: ['api'] },
  };
  return { clusters: ['dev1', 'prod1'], owners: `team-${index}`, quota: { cpu: 4, memoryGiB: 8 }, applications };
}
