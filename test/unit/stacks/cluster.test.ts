import { App, TerraformResource, TerraformStack, Testing } from 'cdktf';
import { z } from 'zod';
import { clusterKind, existing, localPath, onPrem } from '../../../src';
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

  it('creates what clusters share before the cluster itself', () => {
    const managed = clusterKind({
      kind: 'managed',
      summary: 'Cluster of a cloud.',
      schema: z.strictObject({}),
      provides: () => ({}),
      connection: (_, name) => ({ type: 'kubeconfig', path: name }),
      terraformReleases: () => [
        {
          name: 'keys',
          stack: 'data',
          add: (scope) => new TerraformResource(scope, 'key', { terraformResourceType: 'key' }),
        },
      ],
      provision: (scope) => {
        new TerraformResource(scope, 'cluster', { terraformResourceType: 'cluster' });
      },
    });
    const stack = new TerraformStack(new App(), 'mine');
    new Cluster(stack, 'dc1', { cluster: managed({ environment: 'prod' }), kinds: [managed] });
    const { resource } = JSON.parse(Testing.synth(stack)) as { resource: Record<string, Record<string, object>> };
    expect(Object.values(resource.cluster ?? {})).toEqual([
      expect.objectContaining({ depends_on: [expect.stringMatching(/^key\.dc1_terraform-keys_key_/)] }),
    ]);
  });

  it('refuses components, which it would not install', () => {
    const cluster = existing({ environment: 'prod', kubeconfig: 'k', components: [localPath()] });
    expect(listErrors(cluster)).toContain(
      '  components: are not installed by this construct; install them with new Component(…)',
    );
  });
});
