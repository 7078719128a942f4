export * from '../constructs/clusters';
export * from '../constructs/components';
export { kinds } from '../constructs/kinds';
export { definePlatform, synth, type SynthOptions } from './synth';
export { tenantsIn, type TenantsFromFiles } from './files/tenant-files';
export { application, type ApplicationInput } from './definition/application';
export { cronJob, job, type JobInput } from './definition/job';
export type { Capability, Endpoint, ProvidedCapabilities } from './definition/capability';
export { clusterKind, type AnyKind, type ClusterKindDefinition, type ClusterKind } from './kinds/cluster-kind';
export type { ApplicationPlan, ClusterAccess, ClusterPlan, Machine, TenantPlan } from './kinds/cluster-plan';
export { clusterInfo, resolveImage, tryGetEndpoint, type ClusterInfo } from './kinds/cluster-info';
export { componentKind, type ComponentKindDefinition, type ComponentKind } from './kinds/component-kind';
export { language, type Language, type PlatformInput } from './language';
export { DefinitionError, error, formatProblem, warning, type Problem } from './schema/problem';
export {
  isChart,
  type ChartRelease,
  type ChartVersion,
  type CrdRelease,
  type ObjectRelease,
  type PodSecurity,
  type Release,
} from './kinds/release';
export { planApplication, planJob } from './planning/workload';
