import { App, TerraformStack } from 'cdktf';
import { existing, localPath, onPrem } from '../../../src';
import { DefinitionError } from '../../../src/schema/problem';
import { Cluster, type ClusterProps } from '../../../stacks';

const hosts = { environment: 'prod', ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' } } as const;

const createCluster = (props: ClusterProps) => new Cluster(new TerraformStack(new App(), 'mine'), 'dc1', props);

function listErrors(cluster: ClusterProps['cluster']): readonly string[] {
  try {
    createCluster({ cluster });
  } catch (error) {
    if (error instanceof DefinitionError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a cluster alone', () => {
  it('has the plan of the cluster, with the domain of its platform', () => {
    const { plan } = createCluster({ cluster: onPrem(hosts), platform: 'acme', domain: 'acme.example' });
    expect(plan.machines.map(({ name }) => name)).toEqual(['cp1']);
    expect(plan.clusterInfo).toMatchObject({ platform: 'acme', domain: 'acme.example', cluster: 'dc1' });
  });

  it('reports wrong options with paths in the cluster, and kinds that do not exist', () => {
    expect(listErrors({ ...hosts, kind: 'on-prem', worker: {} } as never)).toEqual([
      "1 error in cluster 'dc1'",
      "  worker: no such option; write 'workers'",
    ]);
    expect(listErrors({ kind: 'exsting', environment: 'prod' })[1]).toMatch(/^ {2}kind is "exsting": .*'existing'/);
  });

  it('refuses components, which it would not install', () => {
    const cluster = existing({ environment: 'prod', kubeconfig: 'k', components: [localPath()] });
    expect(listErrors(cluster)).toContain(
      '  components: are not installed by this construct; install them with new Component(…)',
    );
  });
});
