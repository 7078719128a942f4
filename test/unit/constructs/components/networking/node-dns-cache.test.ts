import { coreDns } from '../../../../../constructs/components';
import { createDefaultDenyPolicy } from '../../../../../constructs/kubernetes/network-policies';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { synthesizeObjects } from '../../../../support/rendered';
import { planCluster, smallCluster } from '../../clusters/on-prem/plan-cluster';
import { renderKubeadmConfiguration } from '../../../../../constructs/clusters/on-prem/kubeadm';
import { onPremSchema } from '../../../../../constructs/clusters/on-prem/schema';

const cluster = clusterInfo({ capabilities: coreDns.endpoints({ nodeCache: true }) });

describe('the DNS cache on nodes', () => {
  test('asks the Service of CoreDNS, and listens on the address of the capability', () => {
    const release = coreDns.releases({ nodeCache: true }, cluster).find(({ name }) => name === 'core-dns-node-cache');
    if (release === undefined || !('objects' in release)) throw new Error('no release');
    const objects = Object.values(release.objects).flatMap((add) => synthesizeObjects(add));
    const configuration = objects.find(({ kind }) => kind === 'ConfigMap') as unknown as {
      data: { 'Corefile.base': string };
    };
    expect(configuration.data['Corefile.base']).toContain(`forward . ${cluster.dnsAddress} {`);
    expect(configuration.data['Corefile.base']).toContain('bind 169.254.20.10\n');
    expect(objects.find(({ kind }) => kind === 'DaemonSet')?.spec).toMatchObject({
      template: {
        spec: { hostNetwork: true, containers: [{ args: expect.arrayContaining(['169.254.20.10']) as unknown }] },
      },
    });
    expect(coreDns.releases({}, cluster).map(({ name }) => name)).not.toContain('core-dns-node-cache');
  });

  test('is allowed by every policy that allows DNS', () => {
    const [policy] = synthesizeObjects((scope) => {
      createDefaultDenyPolicy(scope, 'shop', true, cluster);
    });
    expect(policy?.spec).toMatchObject({ egress: [{ to: [{}, {}, { ipBlock: { cidr: '169.254.20.10/32' } }] }] });
  });

  test('is the DNS of kubelets on on-premises hosts', () => {
    const [plan] = planCluster(smallCluster).clusters;
    if (plan === undefined) throw new Error('no cluster');
    const options = onPremSchema.parse({ ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' } });
    const render = (info: typeof cluster) =>
      renderKubeadmConfiguration({ ...plan, clusterInfo: info }, options, '1.36.3');
    expect(render(cluster)).toContain('clusterDNS:\n  - 169.254.20.10\n');
    expect(render(clusterInfo())).not.toContain('clusterDNS');
  });

  test('is refused with Cilium, and needs kubelets that ask it', () => {
    const cilium = { 'network-policy-hosts': { api: 'cilium' } };
    const [problem] = coreDns.validate({ nodeCache: true }, clusterInfo({ capabilities: cilium }));
    expect(problem).toMatchObject({ severity: 'error', path: ['nodeCache'] });
    const [advice] = coreDns.validate({ nodeCache: true }, clusterInfo());
    expect(advice).toMatchObject({ severity: 'warning', path: ['nodeCache'] });
  });
});
