import type { Construct } from 'constructs';
import type {
  FlowSchema,
  FlowSchemaSpec,
  PriorityLevelConfiguration,
  ResourcePolicyRule,
} from 'kubernetes-types/flowcontrol/v1';
import { addObject } from '../kubernetes/object';

/** Name of the priority level of the platform's components, and of its FlowSchema. */
export const platformPriority = 'plinth-platform';

/** Name of the priority level of all other requests in namespaces, those of tenants, and of its FlowSchema. */
export const tenantPriority = 'plinth-tenants';

/** Requests for any resource. */
const anyResource: ResourcePolicyRule = { apiGroups: ['*'], resources: ['*'], verbs: ['*'], namespaces: ['*'] };

/**
 * Adds priority levels of the API server: requests of the platform's components do not wait for those of tenants, and those in
 * the namespace of one tenant do not wait for those in the namespaces of others. Their number does not grow with the tenants.
 * The schemas of Kubernetes' own components precede them (up to 900), those of service accounts and users follow (9000 on).
 * @param componentNamespaces namespaces of the platform's components
 * @see https://kubernetes.io/docs/concepts/cluster-administration/flow-control/
 */
export function addRequestPriorities(scope: Construct, componentNamespaces: readonly string[]): void {
  if (componentNamespaces.length > 0) {
    addPriorityLevel(scope, platformPriority, 60);
    addFlowSchema(scope, platformPriority, {
      matchingPrecedence: 8000,
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: componentNamespaces.map((namespace) => createGroup(`system:serviceaccounts:${namespace}`)),
          resourceRules: [{ ...anyResource, clusterScope: true }],
        },
      ],
    });
  }
  addPriorityLevel(scope, tenantPriority, 100);
  addFlowSchema(scope, tenantPriority, {
    matchingPrecedence: 8500,
    distinguisherMethod: { type: 'ByNamespace' },
    rules: [{ subjects: [createGroup('system:authenticated')], resourceRules: [anyResource] }],
  });
}

function createGroup(name: string) {
  return { kind: 'Group', group: { name } };
}

/** @param shares share of the concurrent requests of the API server; `workload-low` of Kubernetes has 100 */
function addPriorityLevel(scope: Construct, name: string, shares: number): void {
  addObject<PriorityLevelConfiguration>(scope, `Level-${name}`, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'PriorityLevelConfiguration',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'plinth' } },
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: shares,
        // What a level does not need, others use.
        lendablePercent: 50,
        limitResponse: { type: 'Queue', queuing: { queues: 128, handSize: 6, queueLengthLimit: 50 } },
      },
    },
  });
}

function addFlowSchema(scope: Construct, name: string, spec: Omit<FlowSchemaSpec, 'priorityLevelConfiguration'>): void {
  addObject<FlowSchema>(scope, `Schema-${name}`, {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1',
    kind: 'FlowSchema',
    metadata: { name, labels: { 'app.kubernetes.io/managed-by': 'plinth' } },
    spec: { ...spec, priorityLevelConfiguration: { name } },
  });
}
