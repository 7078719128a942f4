import {
  absent,
  annotationsOfObject,
  celList,
  excludeHttp01Solver,
  hadAnnotation,
  harmlessAnnotationDomains,
  isOfTenant,
  listAsText,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';

/** Node labels that every tenant may select nodes by. */
const selectable = [
  'kubernetes.io/arch',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
];

/** Prefix of the keys of the taints for which Kubernetes adds tolerations to pods. */
const kubernetesTaints = 'node.kubernetes.io/';

/** CEL expression of all node selector terms of a pod's node affinity. */
const terms = [
  '(has(object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution) ? object.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms : [])',
  '(has(object.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution) ? object.spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution.map(entry, entry.preference) : [])',
].join(' + ');

/** CEL expression of the terms of a pod's affinity to pods, of `podAffinity` or `podAntiAffinity`. */
function podTerms(field: 'podAffinity' | 'podAntiAffinity'): string {
  const affinity = `object.spec.affinity.${field}`;
  const required = `${affinity}.requiredDuringSchedulingIgnoredDuringExecution`;
  const preferred = `${affinity}.preferredDuringSchedulingIgnoredDuringExecution`;
  return `(has(${affinity}) ? (has(${required}) ? ${required} : []) + (has(${preferred}) ? ${preferred}.map(entry, entry.podAffinityTerm) : []) : [])`;
}

/** CEL expression that is true if a probe or hook of a container sends its request to the pod itself. */
function isOwnRequest(handler: string): string {
  const requests = ['httpGet', 'tcpSocket'].map((type) => `${handler}.${type}`);
  return `(!has(${handler}) || (${requests.map((request) => `(!has(${request}) || ${absent(`${request}.host`)})`).join(' && ')}))`;
}

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) => isOwnRequest(`container.${probe}`));
const hooks = ['postStart', 'preStop'].map((hook) => isOwnRequest(`container.lifecycle.${hook}`));
const ownRequests = [...probes, `(!has(container.lifecycle) || (${hooks.join(' && ')}))`].join(' && ');

/** CEL expression that is true for a node label by which this tenant may not select nodes. */
function isForbidden(label: string): string {
  return `!(${label} in ${celList(selectable)}) && !variables.nodeLabels.exists(allowed, allowed.startsWith(${label} + '='))`;
}

const daemonSetController = 'system:serviceaccount:kube-system:daemon-set-controller';

/** Longest time that a pod may take to end: its node is drained no sooner. */
export const maximumGraceSeconds = 3600;

/**
 * Annotations of pods that every tenant may set, besides harmless ones: those of the API server, of which Pod Security
 * restricts the one of AppArmor, and which volumes backups of Velero include.
 */
const podAnnotations = `^((${harmlessAnnotationDomains}|batch[.]kubernetes[.]io|container[.]apparmor[.]security[.]beta[.]kubernetes[.]io)/|kubernetes[.]io/limit-ranger$|backup[.]velero[.]io/backup-volumes)`;

/** CEL expressions of what pods of no tenant may have. */
const hasNoNodeName = `(request.operation != 'CREATE' || ${absent('object.spec.nodeName')})`;
const hasOwnRequests = `(object.spec.containers.all(container, ${ownRequests}) && (!has(object.spec.initContainers) || object.spec.initContainers.all(container, ${ownRequests})))`;
const hasNoInlineVolumes = '(!has(object.spec.volumes) || !object.spec.volumes.exists(volume, has(volume.csi)))';
const endsInTime = `(!has(object.spec.terminationGracePeriodSeconds) || object.spec.terminationGracePeriodSeconds <= ${maximumGraceSeconds})`;

/** CEL expression that is true for an annotation that not every tenant may set. */
const isRestrictedAnnotation = `key.contains('/') && !key.matches('${podAnnotations}')`;

/** CEL expression that is true for a pod that every tenant may have, without what some tenants may have. */
const isOrdinary = [
  absent('object.spec.priorityClassName'),
  absent('object.spec.runtimeClassName'),
  hasNoNodeName,
  '!has(object.spec.affinity)',
  `(!has(object.spec.nodeSelector) || object.spec.nodeSelector.all(key, key in ${celList(selectable)}))`,
  `(!has(object.spec.tolerations) || object.spec.tolerations.all(toleration, has(toleration.key) && toleration.key.startsWith('${kubernetesTaints}')))`,
  hasOwnRequests,
  hasNoInlineVolumes,
  endsInTime,
  `!(${annotationsOfObject}).exists(key, ${isRestrictedAnnotation})`,
].join(' && ');

/** Options of the policy of the fields of pods. */
export interface PodFieldsOptions {
  /** Namespace of cert-manager, whose ACME HTTP-01 solver runs as a pod; undefined where it solves no such challenge. */
  readonly solverNamespace: string | undefined;
  /** Namespace of Argo CD; undefined where the cluster has none. */
  readonly deliveryNamespace: string | undefined;
}

/**
 * Classes, nodes, probes and annotations of pods. Pod Security Standards restrict the rest. Annotations of networks, clouds,
 * agents and autoscalers could attach a pod to another network, give it permissions, or keep its node from being drained.
 * The validations are evaluated only for pods with fields that not every tenant may have.
 */
export function podFields({ solverNamespace, deliveryNamespace }: PodFieldsOptions): AdmissionPolicy {
  return {
    name: 'pod-fields',
    resourceRules: [resourceRule('', ['pods', 'pods/ephemeralcontainers'])],
    matchConditions: [
      ...excludeHttp01Solver(solverNamespace),
      { name: 'beyond-what-every-tenant-may-have', expression: `!(${isOrdinary})` },
    ],
    restrictions: ['priority-classes', 'runtime-classes', 'node-labels', 'tolerations', 'pod-annotations'],
    variables: {
      selector: 'has(object.spec.nodeSelector) ? object.spec.nodeSelector : {}',
      terms: `has(object.spec.affinity) && has(object.spec.affinity.nodeAffinity) ? ${terms} : []`,
      podTerms: `has(object.spec.affinity) ? ${podTerms('podAffinity')} + ${podTerms('podAntiAffinity')} : []`,
      forbiddenLabels: `variables.selector.filter(key, ${isForbidden('key')})`,
      forbiddenTerms: `variables.terms.filter(term, has(term.matchExpressions) && term.matchExpressions.exists(entry, ${isForbidden('entry.key')}))`,
      podTolerations: 'has(object.spec.tolerations) ? object.spec.tolerations : []',
      annotations: annotationsOfObject,
      forbiddenAnnotations: `variables.annotations.filter(key, ${isRestrictedAnnotation} && !(key in variables.podAnnotations) && !${hadAnnotation} && ${isOfTenant(deliveryNamespace)})`,
    },
    validations: [
      validation(
        `${absent('object.spec.priorityClassName')} || object.spec.priorityClassName in variables.priorityClasses`,
        `'may use the priority classes ' + ${listAsText('variables.priorityClasses', 'none but the default')}`,
      ),
      validation(
        `${absent('object.spec.runtimeClassName')} || object.spec.runtimeClassName in variables.runtimeClasses`,
        `'may use the runtime classes ' + ${listAsText('variables.runtimeClasses', 'none but the default')}`,
      ),
      validation(hasNoNodeName, "'may not choose a node by nodeName: the scheduler does'"),
      validation(
        'size(variables.forbiddenLabels) == 0',
        "'may not select nodes by the labels ' + variables.forbiddenLabels.join(', ')",
      ),
      validation(
        'size(variables.forbiddenTerms) == 0',
        `'may select nodes by affinity to ${selectable.join(', ')} and the labels of its own nodes only'`,
      ),
      validation(
        `!variables.terms.exists(term, has(term.matchFields)) || request.userInfo.username == '${daemonSetController}' || (request.operation == 'UPDATE' && has(oldObject.spec.affinity) && oldObject.spec.affinity == object.spec.affinity)`,
        "'may not choose a node by its name'",
      ),
      // The scheduler applies anti-affinity in both directions: a term about all namespaces keeps their pods from all nodes.
      validation(
        'variables.podTerms.all(term, !has(term.namespaceSelector) && (!has(term.namespaces) || term.namespaces.all(name, name == request.namespace)))',
        "'may set affinity to pods of its own namespace only: remove namespaces and namespaceSelector'",
      ),
      // Pod Security forbids it as of Kubernetes 1.34 only. The kubelet sends these requests, from the network of its node.
      validation(
        hasOwnRequests,
        "'may set probes and hooks of its own pods only: remove host of httpGet and tcpSocket'",
      ),
      validation(
        `variables.podTolerations.all(toleration, has(toleration.key) && (toleration.key.startsWith('${kubernetesTaints}') || (has(toleration.value) ? (toleration.key + '=' + toleration.value) in variables.tolerations : (toleration.key + '=') in variables.tolerations)))`,
        `'may tolerate the taints ' + ${listAsText('variables.tolerations', 'of Kubernetes only')}`,
      ),
      validation(hasNoInlineVolumes, "'may not mount inline CSI volumes: use a PersistentVolumeClaim'"),
      validation(
        'size(variables.forbiddenAnnotations) == 0',
        "'may not set the annotations ' + variables.forbiddenAnnotations.join(', ') + ' of a pod'",
      ),
      validation(endsInTime, "'must set terminationGracePeriodSeconds of pods to 3600 or less'"),
    ],
  };
}
