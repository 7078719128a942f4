import { capabilityEndpointsSchema } from '../../src/definition/capability';
import { cidr } from '../../src/schema/field-types';

/** Options of existing managed clusters that are equal in all clouds. */
export const existingClusterFields = {
  serviceCidr: cidr.describe(
    'address range of Services of the cluster; Terraform compares it with that of the cluster',
  ),
  provides: capabilityEndpointsSchema
    .default({ network: {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} })
    .meta({ examples: [{ network: {}, 'network-policy': {}, 'service-proxy': {}, dns: {}, 'load-balancer': {} }] })
    .describe(
      'capabilities that the cluster already provides, by name, each with its endpoint; add network-policy where the cluster enforces network policies; @default network, service-proxy, dns, load-balancer',
    ),
};

/** Address range of the pods of an existing cluster, where it is not that of a subnet. */
export const existingPodCidr = cidr.describe(
  'address range of pods of the cluster; Terraform compares it with that of the cluster',
);

/** What must be true of an existing cluster. */
export interface ClusterCondition {
  /** Terraform expression, in which `self` is the cluster. */
  readonly condition: string;
  /** What is wrong otherwise, and what to write. */
  readonly message: string;
}

/**
 * Returns the conditions of the data source of an existing cluster, which Terraform checks in each plan, before it writes what
 * it has read to the state.
 * @see https://developer.hashicorp.com/terraform/language/expressions/custom-conditions
 */
export function renderConditions(conditions: readonly ClusterCondition[]): {
  readonly postcondition: { readonly condition: string; readonly errorMessage: string }[];
} {
  return {
    postcondition: conditions.map(({ condition, message }) => ({
      condition: `\${${condition}}`,
      errorMessage: message,
    })),
  };
}

/** Returns the condition that a range of the cluster is that of the definition. */
export function rangeCondition(option: 'podCidr' | 'serviceCidr', attribute: string, range: string): ClusterCondition {
  return {
    condition: `self.${attribute} == ${JSON.stringify(range)}`,
    message: `${option} of the cluster in the definition is ${range}, but the cluster has another range: write the range of the cluster.`,
  };
}
