import { tenantLabel } from '../../../../src/kinds/labels';
import { ApiError, type Api, type As, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** Owners of a tenant try what would let them out of it, each as they would; and what they may do still works. */
export const check: Check = {
  name: 'no owner of a tenant gets out of it',
  skip: ({ objects }) => (tenantsOf(objects).length > 0 ? undefined : 'no tenant with owners'),
  async run({ api, objects }) {
    const tenants = tenantsOf(objects);
    const wrong: string[] = [];
    for (const tenant of tenants) {
      const tried = attempts(tenant, tenants);
      // The API server takes a moment to know a new policy; what is still taken then is a way out.
      await eventually(15, async () => {
        const taken: string[] = [];
        for (const { name, ...request } of tried) {
          if ((await attempt(api, tenant.owner, request)) === undefined) taken.push(`${tenant.name}: ${name}`);
        }
        return taken.length === 0 ? undefined : taken.join('\n');
      }).catch((error: unknown) => wrong.push(String(error)));
      for (const { name, ...request } of allowed(tenant, objects)) {
        const refusal = await attempt(api, tenant.owner, request);
        if (refusal !== undefined) wrong.push(`${tenant.name}: cannot ${name}: ${refusal}`);
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};

interface Tenant {
  readonly name: string;
  readonly namespace: string;
  readonly owner: As;
  /** A host that it may serve, if any. */
  readonly host: string | undefined;
  /** It is held to registries. */
  readonly registries: boolean;
}

interface Request {
  readonly path: string;
  /** What he would make; he reads where it is left out. */
  readonly object?: unknown;
}

interface Attempt extends Request {
  /** What it would mean if it were taken. */
  readonly name: string;
}

function tenantsOf(objects: readonly KubernetesObject[]): readonly Tenant[] {
  const namespaces = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]);
  return namespaces.flatMap(({ metadata }) => {
    const within = objects.filter((object) => object.metadata.namespace === metadata.name);
    const [binding] = within.filter(
      ({ kind, roleRef }) => kind === 'RoleBinding' && (roleRef as { name: string }).name === 'edit',
    );
    const [subject] = (binding?.subjects ?? []) as readonly { name: string }[];
    if (!subject) return [];
    const ingress = within.find(({ kind }) => kind === 'Ingress')?.spec as { rules: { host: string }[] } | undefined;
    const owner = { user: `owner-of-${metadata.name}`, groups: [subject.name, 'system:authenticated'] };
    const name = metadata.labels?.[tenantLabel] ?? '';
    const registries = objects.some(
      (object) => object.metadata.name === `tenant-${name}-pods` && JSON.stringify(object).includes('images of tenant'),
    );
    return [{ name, namespace: metadata.name, owner, host: ingress?.rules[0]?.host, registries }];
  });
}

/** Asks for it without making it; gives the refusal, or undefined where it would have been made. */
async function attempt(api: Api, as: As, { path, object }: Request): Promise<string | undefined> {
  try {
    if (object === undefined) await api.get(path, as);
    else await api.create(object, path, { dryRun: true, as });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && [400, 403, 422].includes(error.status)) return error.message;
    throw error;
  }
}

const core = (namespace: string, resource: string) => `/api/v1/namespaces/${namespace}/${resource}`;
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const networking = (namespace: string, resource: string) =>
  `/apis/networking.k8s.io/v1/namespaces/${namespace}/${resource}`;

function nodePort(namespace: string): Request {
  return service(namespace, { type: 'NodePort', ports: [{ port: 80 }] });
}

function service(namespace: string, spec: object): Request {
  return { path: core(namespace, 'services'), object: { apiVersion: 'v1', kind: 'Service', metadata: named, spec } };
}

const named = { name: 'intruder' };

function attempts({ namespace, name, host, registries }: Tenant, all: readonly Tenant[]): readonly Attempt[] {
  const foreign = all.filter((other) => other.name !== name);
  const foreignHost =
    foreign.find((other) => other.host !== undefined && other.host !== host)?.host ?? 'not.theirs.example';
  const pods = core(namespace, 'pods');
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' };
  const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace }];
  return [
    { name: 'runs a privileged pod', path: pods, object: pod({}, { privileged: true }) },
    {
      name: 'mounts a folder of the host',
      path: pods,
      object: pod({ volumes: [{ name: 'host', hostPath: { path: '/' } }] }),
    },
    { name: 'joins the network of the host', path: pods, object: pod({ hostNetwork: true }) },
    {
      name: 'takes a priority of the system',
      path: pods,
      object: pod({ priorityClassName: 'system-cluster-critical' }),
    },
    { name: 'serves a host of another', path: networking(namespace, 'ingresses'), object: ingress(foreignHost) },
    { name: 'serves any host', path: networking(namespace, 'ingresses'), object: ingress(undefined) },
    { name: 'opens a port of the nodes', ...nodePort(namespace) },
    {
      name: 'takes an address from outside',
      ...service(namespace, { externalIPs: ['192.0.2.1'], ports: [{ port: 80 }] }),
    },
    {
      name: 'names a service of another',
      ...service(namespace, { type: 'ExternalName', externalName: 'api.kube-system.svc' }),
    },
    {
      name: 'writes a network policy that lets everything through',
      path: networking(namespace, 'networkpolicies'),
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: named,
        spec: { podSelector: {}, ingress: [{}], egress: [{}] },
      },
    },
    {
      name: 'gives itself a quota',
      path: core(namespace, 'resourcequotas'),
      object: { apiVersion: 'v1', kind: 'ResourceQuota', metadata: named, spec: { hard: { pods: '1000' } } },
    },
    {
      name: 'becomes administrator of its namespace',
      path: `${rbac}/namespaces/${namespace}/rolebindings`,
      object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: named, roleRef, subjects },
    },
    {
      name: 'becomes administrator of the cluster',
      path: `${rbac}/clusterrolebindings`,
      object: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata: named,
        roleRef,
        subjects,
      },
    },
    {
      name: 'makes a namespace',
      path: '/api/v1/namespaces',
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: named },
    },
    ...['kube-system', ...foreign.map((other) => other.namespace)].flatMap((elsewhere) =>
      elsewhere === namespace
        ? []
        : [
            { name: `writes into ${elsewhere}`, path: core(elsewhere, 'configmaps'), object: configMap },
            { name: `reads the secrets of ${elsewhere}`, path: core(elsewhere, 'secrets') },
          ],
    ),
    { name: 'reads the secrets of everybody', path: '/api/v1/secrets' },
    ...(registries ? [{ name: 'runs an image of a foreign registry', path: pods, object: pod({}) }] : []),
  ];
}

/** Without these, the refusals above might have been for another reason. */
function allowed({ namespace, host }: Tenant, objects: readonly KubernetesObject[]): readonly Attempt[] {
  const own = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace);
  const template = own?.spec as { template: { spec: object } } | undefined;
  return [
    { name: 'write into its namespace', path: core(namespace, 'configmaps'), object: configMap },
    { name: 'make a service', ...service(namespace, { ports: [{ port: 80 }] }) },
    ...(template
      ? [
          {
            name: 'run a pod like its own',
            path: core(namespace, 'pods'),
            object: { ...pod({}), spec: template.template.spec },
          },
        ]
      : []),
    ...(host === undefined
      ? []
      : [{ name: 'serve its own host', path: networking(namespace, 'ingresses'), object: ingress(host) }]),
  ];
}

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: named };

function pod(spec: object, securityContext: object = {}): object {
  const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...securityContext,
  };
  const containers = [{ name: 'intruder', image: 'intruder:1', securityContext: restricted }];
  return { apiVersion: 'v1', kind: 'Pod', metadata: named, spec: { containers, ...spec } };
}

function ingress(host: string | undefined): object {
  const backend = { service: { name: 'intruder', port: { number: 80 } } };
  const rule = {
    ...(host === undefined ? {} : { host }),
    http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: named,
    spec: { ingressClassName: 'default', rules: [rule] },
  };
}
