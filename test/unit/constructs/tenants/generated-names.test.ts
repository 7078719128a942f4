import { existing } from '../../../../constructs/clusters';
import { cloudNativePg, flannel, valkey } from '../../../../constructs/components';
import { language } from '../../../../src/language';

const image = 'registry.acme.example/x:1';
const uses = { database: { files: '/run/secrets/database' }, cache: {} };

function listCollisions(tenant: object): readonly string[] {
  const provides = {
    ...{ dns: {}, storage: {}, secrets: { namespace: 'external-secrets', stores: ['default'] } },
    ...{ metrics: { namespace: 'monitoring' } },
  };
  const problems = language([existing, flannel, cloudNativePg, valkey]).check({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      prod: {
        ...{ kind: 'existing', environment: 'prod', kubeconfig: 'kubeconfig/prod', provides },
        components: [{ kind: 'flannel' }, { kind: 'cloudnative-pg' }, { kind: 'valkey' }],
      },
    },
    tenants: { shop: { clusters: ['prod'], owners: 'devs', ...tenant } },
  });
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('names of the objects of a tenant', () => {
  test('are unique with databases and caches', () => {
    expect(listCollisions({ applications: { api: { image, uses } } })).toEqual([]);
  });

  test.each([
    [
      'server-postgresql',
      "NetworkPolicy 'server-postgresql' in namespace 'shop', and the provider of 'database' has one",
    ],
    ['cache-api-cache', "NetworkPolicy 'cache-api-cache' in namespace 'shop', and 'api' has one of this name"],
    [
      'bindings-database',
      "ServiceAccount 'bindings-database' in namespace 'shop', and the provider of 'database' has one",
    ],
  ])('are not those of an application %s', (name, message) => {
    const applications = { api: { image, uses }, [name]: { image } };
    expect(listCollisions({ applications })).toContainEqual(
      expect.stringContaining(`tenants.shop.applications.${name}: has the ${message}`),
    );
  });

  test('are not those of an object that the tenant writes', () => {
    const objects = [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bindings-database' } }];
    expect(listCollisions({ applications: { api: { image, uses } }, objects })).toEqual([
      "tenants.shop.objects: has the ServiceAccount 'bindings-database' in namespace 'shop', and the provider of 'database' has one of this name, too",
    ]);
  });
});
