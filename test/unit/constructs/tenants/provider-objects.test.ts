import { celEnv, parse, plan, type CelInput } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { kinds } from '../../../../constructs/tenants/admission/kinds';

const policy = kinds({ podApiGroups: [], providerLabels: ['cnpg.io/', 'plinth.dev/'], deliveryNamespace: undefined });
const environment = celEnv({ funcs: [...strings] });

interface Update {
  readonly group: string;
  readonly kind: string;
  readonly oldObject: object;
  readonly object: object;
}

/** Returns whether the policy validates an update by a user of the tenant: what every tenant may do, it does not. */
function isValidated({ group, kind, oldObject, object }: Update): boolean {
  const request = {
    namespace: 'shop',
    operation: 'UPDATE',
    kind: { group, kind },
    resource: { resource: `${kind.toLowerCase()}s` },
    userInfo: { username: 'alice' },
  };
  const bindings = { request: toCel(request), oldObject: toCel(oldObject), object: toCel(object) };
  return (policy.matchConditions ?? []).every(
    ({ expression }) => plan(environment, parse(expression))(bindings as Record<string, CelInput>) === true,
  );
}

function toCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, item]) => [key, toCel(item)]));
}

function statefulSet(image: string, labels: object, annotations: object = {}) {
  const spec = { containers: [{ name: 'valkey', image }] };
  return { metadata: { labels }, spec: { template: { metadata: { labels, annotations }, spec } } };
}

function pod(image: string, labels: object) {
  return { metadata: { labels }, spec: { containers: [{ name: 'postgres', image }] } };
}

describe('an update by a user of a tenant', () => {
  const cache = { 'plinth.dev/cache': 'web-cache' };
  const own = { 'app.kubernetes.io/name': 'web', 'plinth.dev/logs': 'json' };
  const server = { 'cnpg.io/cluster': 'postgresql' };

  it.each<[string, Update]>([
    ['the image of a cache', ofCache(statefulSet('own', cache))],
    ['the labels of a cache', ofCache(statefulSet('valkey', { ...cache, ...own }))],
    ['a cache that loses its label', ofCache(statefulSet('valkey', own))],
    ['the image of a database server', ofPod(pod('postgres', server), pod('own', server))],
    ['a database server that loses its label', ofPod(pod('postgres', server), pod('postgres', own))],
    ['a pod that gets the label of a provider', ofPod(pod('web', own), pod('web', { ...own, ...server }))],
  ])('is validated if it changes %s', (_, update) => {
    expect(isValidated(update)).toBe(true);
  });

  it.each<[string, Update]>([
    ['restarts a cache', ofCache(statefulSet('valkey', cache, { 'kubectl.kubernetes.io/restartedAt': 'now' }))],
    ['changes its own pod', ofPod(pod('web', own), pod('web:2', own))],
  ])('is accepted if it %s', (_, update) => {
    expect(isValidated(update)).toBe(false);
  });

  function ofCache(object: object): Update {
    return { group: 'apps', kind: 'StatefulSet', oldObject: statefulSet('valkey', cache), object };
  }

  function ofPod(oldObject: object, object: object): Update {
    return { group: '', kind: 'Pod', oldObject, object };
  }
});
