import { App, Chart, Testing } from 'cdk8s';
import { clusterInfo } from '../../../src/kinds/cluster-info';
import { DefinitionError } from '../../../src/schema/problem';
import { Tenant, type TenantProps } from '../../../stacks';
import { testing } from '../../support/kinds';

const image = 'registry.test.example/app:1';
const owners = 'devs';

function createTenant(props: TenantProps): Tenant & { readonly manifests: readonly { readonly kind: string }[] } {
  const chart = new Chart(new App(), 'shop');
  const tenant = new Tenant(chart, 'shop', props);
  return Object.assign(tenant, { manifests: Testing.synth(chart) as readonly { readonly kind: string }[] });
}

function listProblems(create: () => unknown): readonly string[] {
  try {
    create();
  } catch (error) {
    if (error instanceof DefinitionError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('a tenant alone', () => {
  it('has its namespace and workloads, whose calls open the callee', () => {
    const applications = { api: { image }, web: { image, calls: ['api'] } };
    const { manifests, warnings } = createTenant({ owners, applications });
    const policy = manifests.find(
      (object) => object.kind === 'NetworkPolicy' && JSON.stringify(object).includes('"web"'),
    );
    expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Namespace', 'Deployment']));
    expect(policy).toBeDefined();
    expect(warnings).toEqual([]);
  });

  it('reports wrong options with paths in the tenant', () => {
    const applications = { web: { image, calls: ['apii'], uses: { database: {} } } };
    expect(listProblems(() => createTenant({ owners, applications, quotas: {} } as never))).toEqual([
      "3 errors in tenant 'shop'",
      expect.stringMatching(/^ {2}quotas: no such option; write 'quota'/),
      expect.stringMatching(/^ {2}applications\.web\.calls\[0\] is "apii"/),
      expect.stringMatching(
        /^ {2}applications\.web\.uses\.database: .*; add a component that provides it to `providers`, or write capabilities: /,
      ),
    ]);
  });

  it('uses the functions of kinds that are not built in', () => {
    const cluster = clusterInfo({ capabilities: { network: {}, 'network-policy': {}, dns: {} } });
    const providers = [{ kind: 'no-such-kind' }];
    expect(listProblems(() => createTenant({ owners, cluster, providers, providerKinds: testing.kinds }))[1]).toMatch(
      /no such kind/,
    );
  });
});
