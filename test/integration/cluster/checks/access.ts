import type { Api, As, KubernetesObject } from '../api';
import type { Check } from '../check';

/** Whoever a role binding names may do there what his role says, and nothing elsewhere; who is named nowhere, nothing. */
export const check: Check = {
  name: 'people reach the namespaces that name them, and no others',
  skip: ({ objects }) => (people(objects).size > 0 ? undefined : 'no role binding for people'),
  async run({ api, objects }) {
    const namespaces = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
    const wrong: string[] = [];
    const outsider = { user: 'outsider', groups: ['system:authenticated'] };
    for (const namespace of namespaces) {
      for (const asked of [...tables.view.may, ...tables.edit.may])
        if (await mayDo(api, outsider, { namespace, ...asked }))
          wrong.push(`an outsider may ${told(asked)} in ${namespace}`);
    }
    for (const [group, own] of people(objects)) {
      const person = { user: `member-of-${group}`, groups: [group, 'system:authenticated'] };
      for (const namespace of [...namespaces, 'kube-system']) {
        const may = await mayDo(api, person, { namespace, verb: 'get', resource: 'pods' });
        if (may !== own.has(namespace)) wrong.push(`${group} may ${may ? '' : 'not '}read pods in ${namespace}`);
        const table = tables[own.get(namespace) as keyof typeof tables] as Table | undefined;
        for (const asked of table?.may ?? [])
          if (!(await mayDo(api, person, { namespace, ...asked })))
            wrong.push(`${group} may not ${told(asked)} in ${namespace}`);
        for (const asked of table?.mayNot ?? [])
          if (await mayDo(api, person, { namespace, ...asked }))
            wrong.push(`${group} may ${told(asked)} in ${namespace}`);
      }
      for (const attributes of onlyForAdministrators) {
        if (!(await mayDo(api, person, attributes))) continue;
        wrong.push(`${group} may ${attributes.verb} ${attributes.resource} in the whole cluster`);
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};

interface Asked {
  readonly verb: string;
  readonly group?: string;
  readonly resource: string;
  readonly subresource?: string;
}

interface Table {
  readonly may: readonly Asked[];
  readonly mayNot: readonly Asked[];
}

const beyond: readonly Asked[] = [
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'roles' },
  { verb: 'create', group: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
  { verb: 'create', resource: 'resourcequotas' },
  { verb: 'delete', resource: 'limitranges' },
  { verb: 'delete', resource: 'namespaces' },
];

const changes: readonly Asked[] = [
  { verb: 'create', group: 'apps', resource: 'deployments' },
  { verb: 'create', resource: 'pods', subresource: 'exec' },
  { verb: 'delete', resource: 'pods' },
  { verb: 'create', group: 'networking.k8s.io', resource: 'ingresses' },
  { verb: 'get', resource: 'secrets' },
];

/** What `kubectl auth can-i` answers in a namespace of their own to those who have the role. */
const tables: Readonly<Record<'edit' | 'view', Table>> = {
  edit: { may: changes, mayNot: beyond },
  view: {
    may: [
      { verb: 'list', group: 'apps', resource: 'deployments' },
      { verb: 'get', resource: 'pods', subresource: 'log' },
    ],
    mayNot: [...changes, ...beyond],
  },
};

function told({ verb, resource, subresource }: Asked): string {
  return `${verb} ${resource}${subresource === undefined ? '' : `/${subresource}`}`;
}

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

/** Groups of people, with the role that they have in each namespace that names them. */
function people(objects: readonly KubernetesObject[]): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const { kind, metadata, subjects, roleRef } of objects) {
    if (kind !== 'RoleBinding') continue;
    for (const subject of (subjects ?? []) as readonly Subject[]) {
      if (subject.kind !== 'Group' || subject.name.startsWith('system:')) continue;
      const own = found.get(subject.name) ?? new Map<string, string>();
      found.set(subject.name, own.set(metadata.namespace ?? '', (roleRef as { readonly name: string }).name));
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
