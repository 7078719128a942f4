import type { MatchCondition, RuleWithOperations, Validation } from 'kubernetes-types/admissionregistration/v1';
import type { AdmissionRules, TenantPlan } from '../../src/kinds/cluster-plan';
import { tenantForbiddenKinds } from '../../src/definition/tenant-forbidden-kinds';

/** A rule that matches requests by resource. The published type lacks `resources`. */
type ResourceRule = RuleWithOperations & { readonly resources: string[] };

/** One ValidatingAdmissionPolicy: the requests that it matches, and their validations. */
export interface AdmissionPolicy {
  /** Last part of the policy's name; a single word. */
  readonly name: string;
  readonly resourceRules: readonly ResourceRule[];
  readonly validations: readonly Validation[];
  /**
   * Conditions that a request must meet to be validated at all.
   * @default none
   */
  readonly matchConditions?: readonly MatchCondition[];
}

/** Tenant, and what the tenant may use: input of its admission policies. */
export interface AdmissionPolicyProps extends AdmissionRules {
  readonly tenant: string;
  /**
   * Nodes that the tenant's pods must select.
   * @default any
   */
  readonly nodes?: TenantPlan['nodes'];
  /**
   * Namespace of the cert-manager that solves ACME HTTP-01 challenges with a pod and a Service in the tenant's namespaces.
   * @default none
   */
  readonly certManagerNamespace?: string | undefined;
}

/**
 * Returns the admission policies of a tenant. Their expressions are in the Common Expression Language (CEL).
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export function listAdmissionPolicies(props: AdmissionPolicyProps): readonly AdmissionPolicy[] {
  return [
    restrictSuspendedGroups(props),
    restrictForbiddenKinds(props),
    restrictIngresses(props),
    restrictServices(props),
    restrictPods(props),
    restrictVolumeClaims(props),
    restrictExternalSecrets(props),
    restrictPodMonitors(props),
  ].filter(({ validations }) => validations.length > 0);
}

/** Denies all changes by the groups of a suspended tenant. Its pods keep running, and the platform can still change it. */
function restrictSuspendedGroups({ tenant, suspendedGroups = [] }: AdmissionPolicyProps): AdmissionPolicy {
  return {
    name: 'cordon',
    resourceRules: [resourceRule('*', ['*/*'], ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])],
    validations:
      suspendedGroups.length === 0
        ? []
        : [
            {
              expression: `!request.userInfo.groups.exists(group, group in ${JSON.stringify(suspendedGroups)})`,
              message: `tenant ${tenant} is suspended: its groups cannot change anything until the platform team resumes it`,
              reason: 'Forbidden',
            },
          ],
  };
}

/** Denies changes of the tenant's isolation, such as its NetworkPolicies and quotas, by the tenant itself. */
function restrictForbiddenKinds({ tenant }: AdmissionPolicyProps): AdmissionPolicy {
  const groups = [...new Set(tenantForbiddenKinds.map(({ group }) => group))];
  return {
    name: 'boundaries',
    resourceRules: groups.map((group) =>
      resourceRule(
        group,
        tenantForbiddenKinds.filter((kind) => kind.group === group).map((kind) => kind.resource),
        ['CREATE', 'UPDATE', 'DELETE'],
      ),
    ),
    validations: [
      {
        // The platform, and Kubernetes' namespace controller, may delete the namespace; no group of a tenant may.
        expression: "authorizer.group('').resource('namespaces').name(request.namespace).check('delete').allowed()",
        message: `the isolation of tenant ${tenant} can be changed in the platform definition only`,
        reason: 'Forbidden',
      },
    ],
  };
}

/** Restricts monitors to pods of their own namespace: otherwise they could make Prometheus request any address. */
function restrictPodMonitors({ tenant }: AdmissionPolicyProps): AdmissionPolicy {
  const endpoints = 'object.spec.podMetricsEndpoints';
  return {
    name: 'monitors',
    resourceRules: [resourceRule('monitoring.coreos.com', ['podmonitors'])],
    validations: [
      {
        expression: '!has(object.spec.namespaceSelector)',
        message: `a PodMonitor of tenant ${tenant} must not select other namespaces: remove spec.namespaceSelector`,
      },
      {
        expression: `!has(${endpoints}) || ${endpoints}.all(endpoint, !has(endpoint.relabelings) && !has(endpoint.proxyUrl))`,
        message: `a PodMonitor of tenant ${tenant} must not redirect Prometheus: remove relabelings and proxyUrl`,
      },
    ],
  };
}

function restrictIngresses({ tenant, hosts }: AdmissionPolicyProps): AdmissionPolicy {
  const allowedHosts = JSON.stringify(hosts);
  const hostList = hosts.length > 0 ? hosts.join(', ') : 'none';
  return {
    name: 'ingresses',
    resourceRules: [resourceRule('networking.k8s.io', ['ingresses'])],
    validations: [
      {
        expression: `!has(object.spec.defaultBackend) && has(object.spec.rules) && object.spec.rules.all(rule, has(rule.host) && rule.host in ${allowedHosts})`,
        message: `every rule of an Ingress must have an allowed host; hosts of tenant ${tenant}: ${hostList}`,
      },
      {
        expression: `!has(object.spec.tls) || object.spec.tls.all(tls, !has(tls.hosts) || tls.hosts.all(host, host in ${allowedHosts}))`,
        message: `certificates must be for allowed hosts; hosts of tenant ${tenant}: ${hostList}`,
      },
      {
        expression: "has(object.spec.ingressClassName) && object.spec.ingressClassName == 'default'",
        message: "the ingress class must be 'default': set spec.ingressClassName",
      },
    ],
  };
}

/**
 * Allows ClusterIP Services only: other types, and external IPs, would bypass the ingress controller.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#denyserviceexternalips
 */
function restrictServices({ tenant, certManagerNamespace }: AdmissionPolicyProps): AdmissionPolicy {
  return {
    name: 'services',
    resourceRules: [resourceRule('', ['services'])],
    ...excludeServiceAccounts(certManagerNamespace),
    validations: [
      {
        expression: "!has(object.spec.type) || object.spec.type == 'ClusterIP'",
        message: `the type of a Service of tenant ${tenant} must be ClusterIP: only an Ingress may expose it outside of the cluster`,
      },
      {
        expression: '!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0',
        message: 'a Service must not have external IPs: remove spec.externalIPs',
      },
    ],
  };
}

function restrictPods(props: AdmissionPolicyProps): AdmissionPolicy {
  const { tenant, registries, priorityClasses, runtimeClasses = [], nodes, certManagerNamespace } = props;
  const images = ['containers', 'initContainers', 'ephemeralContainers'].map(
    (field) => `(has(object.spec.${field}) ? object.spec.${field}.map(container, container.image) : [])`,
  );
  const prefixes = JSON.stringify((registries ?? []).map((registry) => `${registry}/`));
  return {
    name: 'pods',
    resourceRules: [resourceRule('', ['pods', 'pods/ephemeralcontainers'])],
    ...excludeServiceAccounts(certManagerNamespace),
    validations: [
      ...(registries
        ? [
            {
              expression: `(${images.join(' + ')}).all(image, ${prefixes}.exists(registry, image.startsWith(registry)))`,
              message: `images of tenant ${tenant} must come from ${registries.join(', ')}`,
            },
          ]
        : []),
      {
        expression: `!has(object.spec.priorityClassName) || object.spec.priorityClassName in ${JSON.stringify(['', ...priorityClasses])}`,
        message: `the priority class must be allowed; priority classes of tenant ${tenant}: ${['the default', ...priorityClasses].join(', ')}`,
      },
      {
        expression: `!has(object.spec.runtimeClassName) || object.spec.runtimeClassName in ${JSON.stringify(['', ...runtimeClasses])}`,
        message: `the runtime class must be allowed; runtime classes of tenant ${tenant}: ${['the default', ...runtimeClasses].join(', ')}`,
      },
      ...Object.entries(nodes?.labels ?? {}).map(([label, value]) => {
        const [key, requiredValue] = [JSON.stringify(label), JSON.stringify(value)];
        return {
          expression: `has(object.spec.nodeSelector) && ${key} in object.spec.nodeSelector && object.spec.nodeSelector[${key}] == ${requiredValue}`,
          message: `pods of tenant ${tenant} must have the node selector ${label}: ${value}`,
        };
      }),
    ],
  };
}

function restrictVolumeClaims({ tenant, storageClasses }: AdmissionPolicyProps): AdmissionPolicy {
  return {
    name: 'claims',
    resourceRules: [resourceRule('', ['persistentvolumeclaims'])],
    validations: storageClasses
      ? [
          {
            expression: `has(object.spec.storageClassName) && object.spec.storageClassName in ${JSON.stringify(storageClasses)}`,
            message: `the storage class must be set and allowed; storage classes of tenant ${tenant}: ${storageClasses.join(', ')}`,
          },
        ]
      : [],
  };
}

/** Restricts ExternalSecrets to the tenant's store and, since tenants may share it, to paths under the tenant's name. */
function restrictExternalSecrets({ tenant, secretStore = 'default' }: AdmissionPolicyProps): AdmissionPolicy {
  const pathPrefix = JSON.stringify(`${tenant}/`);
  const store = 'object.spec.secretStoreRef';
  return {
    name: 'secrets',
    resourceRules: [resourceRule('external-secrets.io', ['externalsecrets'])],
    validations: [
      {
        expression: `!has(${store}) || (has(${store}.kind) && ${store}.kind == 'ClusterSecretStore' && has(${store}.name) && ${store}.name == ${JSON.stringify(secretStore)})`,
        message: `ExternalSecrets of tenant ${tenant} must use the ClusterSecretStore ${secretStore}`,
      },
      {
        expression: `!has(object.spec.data) || object.spec.data.all(item, !has(item.sourceRef) && item.remoteRef.key.startsWith(${pathPrefix}))`,
        message: `ExternalSecrets of tenant ${tenant} must read keys under ${tenant}/, without sourceRef`,
      },
      {
        expression: `!has(object.spec.dataFrom) || object.spec.dataFrom.all(item, !has(item.sourceRef) && has(item.extract) && item.extract.key.startsWith(${pathPrefix}))`,
        message: `ExternalSecrets of tenant ${tenant} must extract keys under ${tenant}/, without sourceRef`,
      },
    ],
  };
}

function excludeServiceAccounts(namespace: string | undefined): Pick<AdmissionPolicy, 'matchConditions'> {
  if (namespace === undefined) return {};
  const usernamePrefix = JSON.stringify(`system:serviceaccount:${namespace}:`);
  return {
    matchConditions: [{ name: 'certificates', expression: `!request.userInfo.username.startsWith(${usernamePrefix})` }],
  };
}

function resourceRule(
  group: string,
  resources: readonly string[],
  operations: readonly string[] = ['CREATE', 'UPDATE'],
): ResourceRule {
  return { apiGroups: [group], apiVersions: ['*'], resources: [...resources], operations: [...operations] };
}
