import { restrictionAnnotation } from '../../../../constructs/tenants/admission/restrictions';
import { tenantLabel } from '../../../../src/kinds/labels';
import { ApiError, type Api, type ImpersonatedUser, type KubernetesObject } from '../api';
import { eventually, type Check } from '../check';

/** Sends requests as an owner of each tenant: those that would escape the tenant must be rejected, others accepted. */
export const check: Check = {
  name: 'owners of a tenant cannot escape from it',
  skip: ({ objects }) => (listTenants(objects).length > 0 ? undefined : 'no tenant with owners'),
  async run({ api, objects }) {
    const tenants = listTenants(objects);
    const problems: string[] = [];
    for (const tenant of tenants) {
      const attempts = listAttempts(tenant, tenants);
      // The API server enforces a new admission policy after a moment.
      await eventually(15, async () => {
        const acceptedAttempts: string[] = [];
        for (const { name, ...request } of attempts) {
          if ((await tryRequest(api, tenant.owner, request)) === undefined)
            acceptedAttempts.push(`${tenant.name}: ${name}`);
        }
        return acceptedAttempts.length === 0 ? undefined : acceptedAttempts.join('\n');
      }).catch((error: unknown) => problems.push(String(error)));
      for (const { name, ...request } of listAllowedRequests(tenant, objects)) {
        const rejection = await tryRequest(api, tenant.owner, request);
        if (rejection !== undefined) problems.push(`${tenant.name}: cannot ${name}: ${rejection}`);
      }
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
};

interface Tenant {
  readonly name: string;
  readonly namespace: string;
  readonly owner: ImpersonatedUser;
  /** Host of one of its Ingresses, if there is one. */
  readonly host: string | undefined;
  /** True if its images are restricted to registries. */
  readonly registries: boolean;
}

interface Request {
  readonly path: string;
  /** Object to create; if undefined, the path is read. */
  readonly object?: unknown;
}

interface NamedRequest extends Request {
  /** Effect of the request if it is accepted. */
  readonly name: string;
}

function listTenants(objects: readonly KubernetesObject[]): readonly Tenant[] {
  const namespaces = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]);
  return namespaces.flatMap(({ metadata }) => {
    const namespaceObjects = objects.filter((object) => object.metadata.namespace === metadata.name);
    const [binding] = namespaceObjects.filter(
      ({ kind, roleRef }) => kind === 'RoleBinding' && (roleRef as { name: string }).name === 'edit',
    );
    const [subject] = (binding?.subjects ?? []) as readonly { name: string }[];
    if (!subject) return [];
    const ingress = namespaceObjects.find(({ kind }) => kind === 'Ingress')?.spec as
      { rules: { host: string }[] } | undefined;
    const owner = { user: `owner-of-${metadata.name}`, groups: [subject.name, 'system:authenticated'] };
    const name = metadata.labels?.[tenantLabel] ?? '';
    const registries = metadata.annotations?.[restrictionAnnotation('registries')] !== '*';
    return [{ name, namespace: metadata.name, owner, host: ingress?.rules[0]?.host, registries }];
  });
}

/** Sends a request, in a dry run if it creates an object. Returns the error, or undefined if it is accepted. */
async function tryRequest(api: Api, as: ImpersonatedUser, { path, object }: Request): Promise<string | undefined> {
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
  return { path: core(namespace, 'services'), object: { apiVersion: 'v1', kind: 'Service', metadata, spec } };
}

const metadata = { name: 'escalation' };

/** Returns requests that would escape the tenant. */
function listAttempts(
  { namespace, name, host, registries }: Tenant,
  tenants: readonly Tenant[],
): readonly NamedRequest[] {
  const otherTenants = tenants.filter((tenant) => tenant.name !== name);
  const foreignHost =
    otherTenants.find((tenant) => tenant.host !== undefined && tenant.host !== host)?.host ?? 'foreign.example';
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
    { name: 'uses the network of the host', path: pods, object: pod({ hostNetwork: true }) },
    {
      name: 'uses a system priority class',
      path: pods,
      object: pod({ priorityClassName: 'system-cluster-critical' }),
    },
    { name: 'serves a host of another tenant', path: networking(namespace, 'ingresses'), object: ingress(foreignHost) },
    { name: 'serves any host', path: networking(namespace, 'ingresses'), object: ingress(undefined) },
    { name: 'opens a port on the nodes', ...nodePort(namespace) },
    {
      name: 'uses an external IP address',
      ...service(namespace, { externalIPs: ['192.0.2.1'], ports: [{ port: 80 }] }),
    },
    {
      name: 'creates an alias of a Service in another namespace',
      ...service(namespace, { type: 'ExternalName', externalName: 'api.kube-system.svc' }),
    },
    {
      name: 'creates a network policy that allows everything',
      path: networking(namespace, 'networkpolicies'),
      object: {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata,
        spec: { podSelector: {}, ingress: [{}], egress: [{}] },
      },
    },
    {
      name: 'creates a quota',
      path: core(namespace, 'resourcequotas'),
      object: { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '1000' } } },
    },
    {
      name: 'becomes administrator of its namespace',
      path: `${rbac}/namespaces/${namespace}/rolebindings`,
      object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata, roleRef, subjects },
    },
    {
      name: 'becomes administrator of the cluster',
      path: `${rbac}/clusterrolebindings`,
      object: {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'ClusterRoleBinding',
        metadata,
        roleRef,
        subjects,
      },
    },
    {
      name: 'creates a namespace',
      path: '/api/v1/namespaces',
      object: { apiVersion: 'v1', kind: 'Namespace', metadata },
    },
    ...['kube-system', ...otherTenants.map((tenant) => tenant.namespace)].flatMap((otherNamespace) =>
      otherNamespace === namespace
        ? []
        : [
            {
              name: `creates objects in ${otherNamespace}`,
              path: core(otherNamespace, 'configmaps'),
              object: configMap,
            },
            { name: `reads the secrets of ${otherNamespace}`, path: core(otherNamespace, 'secrets') },
          ],
    ),
    { name: 'reads all secrets', path: '/api/v1/secrets' },
    ...(registries ? [{ name: 'runs an image of a foreign registry', path: pods, object: pod({}) }] : []),
  ];
}

/** Returns requests that must be accepted; otherwise, the attempts could be rejected for unrelated reasons. */
function listAllowedRequests(
  { namespace, host }: Tenant,
  objects: readonly KubernetesObject[],
): readonly NamedRequest[] {
  const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.namespace === namespace);
  const spec = deployment?.spec as { template: { spec: object } } | undefined;
  return [
    { name: 'create objects in its namespace', path: core(namespace, 'configmaps'), object: configMap },
    { name: 'create a Service', ...service(namespace, { ports: [{ port: 80 }] }) },
    ...(spec
      ? [
          {
            name: 'run a pod of its Deployment',
            path: core(namespace, 'pods'),
            object: { ...pod({}), spec: spec.template.spec },
          },
        ]
      : []),
    ...(host === undefined
      ? []
      : [{ name: 'serve its own host', path: networking(namespace, 'ingresses'), object: ingress(host) }]),
  ];
}

const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata };

function pod(spec: object, securityContext: object = {}): object {
  const restricted = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
    ...securityContext,
  };
  const containers = [{ name: 'escalation', image: 'escalation:1', securityContext: restricted }];
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers, ...spec } };
}

function ingress(host: string | undefined): object {
  const backend = { service: { name: 'escalation', port: { number: 80 } } };
  const rule = {
    ...(host === undefined ? {} : { host }),
    http: { paths: [{ path: '/', pathType: 'Prefix', backend }] },
  };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata,
    spec: { ingressClassName: 'default', rules: [rule] },
  };
}
