import type { ApplicationInput } from '../definition/application';
import type { EgressTargetInput } from '../definition/calls';
import type { JobInput } from '../definition/job';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { PodSecurity } from '../kinds/release';

/** Workload at the other end of a connection. */
export interface ConnectedWorkloadInput {
  /** Name of the application or job. */
  readonly application: string;
  /**
   * Tenant of the workload.
   * @default the same tenant
   */
  readonly tenant?: string;
  /**
   * Namespace of the workload.
   * @default the namespace of the workload for the same tenant, the name of its tenant for another one
   */
  readonly namespace?: string;
}

/** Application that a workload calls. */
export interface CalledApplicationInput extends ConnectedWorkloadInput {
  /** TCP ports of its containers. */
  readonly ports: readonly number[];
}

/** Where a workload runs that is in no platform definition. */
export interface StandaloneWorkloadProps {
  /** Name of the tenant. */
  readonly tenant: string;
  /**
   * Name of the workload and of its objects.
   * @default the construct's id
   */
  readonly name?: string;
  /**
   * Namespace of the workload, which must exist.
   * @default the name of the tenant
   */
  readonly namespace?: string;
  /**
   * Pod Security Standard of the namespace.
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurity;
  /**
   * ClusterSecretStore for `uses.secret`.
   * @default 'default'
   */
  readonly secretStore?: string;
  /**
   * Applications, hosts, address ranges and capabilities of the cluster that the workload calls. All other egress is denied.
   * @default none
   */
  readonly calls?: readonly (EgressTargetInput | CalledApplicationInput)[];
  /**
   * Paths of values that look like secrets and are none, as in the error messages.
   * @default none
   */
  readonly notSecret?: readonly string[];
  /**
   * Cluster that the workload runs on; its environment selects from `perEnvironment`.
   * @default a cluster with the default Kubernetes version and without capabilities
   */
  readonly cluster?: ClusterInfo;
}

/** Options that refer to other parts of a platform definition. */
type DefinitionReferences = 'kind' | 'namespace' | 'calls' | 'allows' | 'clusters';

/** Application that is in no platform definition: the options of one, and where it runs. */
export interface StandaloneApplicationProps
  extends StandaloneWorkloadProps, Omit<ApplicationInput, DefinitionReferences> {
  /**
   * Workloads that may call the application.
   * @default none
   */
  readonly allows?: readonly ConnectedWorkloadInput[];
}

/** Job that is in no platform definition: the options of one, and where it runs. */
export interface StandaloneJobProps extends StandaloneWorkloadProps, Omit<JobInput, DefinitionReferences> {}
