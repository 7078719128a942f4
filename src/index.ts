export * from '../constructs/clusters';
export * from '../constructs/components';
export { kinds } from '../constructs/kinds';
export { definePlatform, synth, type SynthOptions } from './main';
export { tenantsIn, type TenantsFromFiles } from './tenants';
export { application, type ApplicationInput } from './model/application';
export { cronJob, job, type JobInput } from './model/job';
export type { Capability, Endpoint, ProvidedCapabilities } from './model/capability';
export { clusterKind, type AnyKind, type ClusterDefinition, type ClusterKind } from './model/cluster';
export type { ApplicationPlan, ClusterAccess, ClusterPlan, Machine, TenantPlan } from './model/cluster-plan';
export { clusterInfo, resolveImage, tryGetEndpoint, type ClusterInfo } from './model/facts';
export { componentKind, type ComponentDefinition, type ComponentKind } from './model/kind';
export { language, type Language, type PlatformInput } from './model/platform';
export { DefinitionError, error, formatProblem, warning, type Problem } from './model/problem';
export {
  isChart,
  type ChartRelease,
  type ChartVersion,
  type CrdRelease,
  type ObjectRelease,
  type PodSecurity,
  type Release,
} from './model/release';
export { planApplication, planJob } from './model/workload-plan';
