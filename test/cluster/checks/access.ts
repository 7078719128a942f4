import type { Api, As, KubernetesObject } from '../api';
import type { Check } from '../check';

/** Whoever a role binding names reaches the namespaces that name him, and no other that Plinth made. */
export const check: Check = {
  name: 'people reach the namespaces that name them, and no others',
  skip: ({ objects }) => (people(objects).size > 0 ? undefined : 'no role binding for people'),
  async run({ api, objects }) {
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const wrong: string[] = [];
    for (const [group, own] of people(objects)) {
      const person = { user: `member-of-${group}`, groups: [group, 'system:authenticated'] };
      for (const namespace of [...namespaces, 'kube-system']) {
        const may = await mayDo(api, person, { namespace, verb: 'get', resource: 'pods' });
        if (may === own.has(namespace)) continue;
        wrong.push(`${group} may ${may ? '' : 'not '}read pods in ${namespace}`);
      }
      for (const attributes of onlyForAdministrators) {
        if (!(await mayDo(api, person, attributes))) continue;
        wrong.push(`${group} may ${attributes.verb} ${attributes.resource} in the whole cluster`);
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};

const onlyForAdministrators = [
  { verb: 'list', resource: 'secrets' },
  { verb: 'create', resource: 'namespaces' },
  { verb: 'delete', resource: 'nodes' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'clusterrolebindings' },
  { verb: 'escalate', group: 'rbac.authorization.k8s.io', resource: 'clusterroles' },
];

interface Subject {
  readonly kind: string;
  readonly name: string;
}

/** Groups of people, with the namespaces whose role bindings name them. */
function people(objects: readonly KubernetesObject[]): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { kind, metadata, subjects } of objects) {
    if (kind !== 'RoleBinding') continue;
    for (const subject of (subjects ?? []) as readonly Subject[]) {
      if (subject.kind !== 'Group' || subject.name.startsWith('system:')) continue;
      const own = found.get(subject.name) ?? new Set();
      found.set(subject.name, own.add(metadata.namespace ?? ''));
    }
  }
  return found;
}

/** Asks the API server, as that person, what that person may do. */
async function mayDo(api: Api, as: As, resourceAttributes: object): Promise<boolean> {
  const review = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes },
  };
  const answer = await api.create(review, '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { as });
  return (answer as { status: { allowed: boolean } }).status.allowed;
}
