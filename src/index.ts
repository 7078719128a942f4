/**
 * Definitions of platforms: `definePlatform`, `synth`, the kinds of clusters and components, and the contract of kinds of your own.
 * @module plinth
 */
export { existing, onPrem } from '../constructs/clusters';
export {
  argoCd,
  calico,
  certManager,
  cilium,
  cloudNativePg,
  coreDns,
  dex,
  elasticsearch,
  externalDns,
  externalSecrets,
  flannel,
  fluentBit,
  fluentd,
  grafana,
  influxDb,
  kibana,
  kyverno,
  localPath,
  loki,
  longhorn,
  metallb,
  metricsServer,
  nginx,
  nodeExporter,
  oidcIssuer,
  openBao,
  openTelemetry,
  ory,
  prometheus,
  rook,
  seaweedFs,
  serviceGate,
  telegraf,
  tempo,
  traefik,
  valkey,
  velero,
} from '../constructs/components';
export type * from '../constructs/documented-options';
export { kinds } from '../constructs/kinds';
export { definePlatform, synth, type SynthOptions } from './synth';
export { tenantsIn, type TenantsFromFiles } from './files/tenant-files';
export type { PlatformTenantInput } from './definition/tenant-file';
export { application, type ApplicationInput } from './definition/application';
export { cronJob, job, type JobInput } from './definition/job';
export type { DocumentedOptions } from './definition/documented-options';
export type { Capability, Endpoint, CapabilityEndpoints } from './definition/capability';
export {
  clusterKind,
  type AnyKind,
  type ClusterKindDefinition as ClusterDefinition,
  type ClusterKind,
} from './kinds/cluster-kind';
export { policy, type Policy, type PolicyCluster, type PolicyTenant, type PolicyWorkload } from './checks/policies';
export type { ClusterPlan } from './kinds/cluster-plan';
export type { Machine } from './kinds/machine';
export type { TenantPlan } from './kinds/tenant-plan';
export type { ApplicationPlan, JobPlan } from './kinds/workload-plan';
export type { ApiServer, ClusterConnection, ExecConnection, KubeconfigConnection } from './kinds/connection';
export { clusterInfo, resolveImage, tryGetEndpoint, type ClusterInfo } from './kinds/cluster-info';
export {
  componentKind,
  type ComponentKindDefinition as ComponentDefinition,
  type ComponentKind,
} from './kinds/component-kind';
export type { NetworkRules } from './kinds/network-rules';
export type { AddedItems } from './kinds/added-items';
export type { Additions, IngressPath, OidcClient, WorkloadAdditions } from './kinds/additions';
export type {
  ForwardAuth,
  ForwardAuthFunction,
  ProvidedCapability,
  ProviderContext,
  CapabilityProviders,
  WorkloadContext,
} from './kinds/provides';
export {
  isChartRelease,
  type ChartRelease,
  type ChartVersion,
  type CrdRelease,
  type ObjectRelease,
  type PodSecurity,
  type Release,
  type TerraformRelease,
} from './kinds/release';
export type { DefinitionLanguage, Language, LanguageOptions, PlatformInput } from './create-language';
export { language } from './language';
export type { Plan } from './plan';
export type { DataStackPlan } from './planning/data-stacks';
export type { PermissionStackPlan } from './planning/permission-stacks';
export { planApplication, planJob } from './planning/workload';
export type {
  CalledApplicationInput,
  ConnectedWorkloadInput,
  StandaloneApplicationProps,
  StandaloneJobProps,
  StandaloneWorkloadProps,
} from './standalone/workload-props';
export { DefinitionError, error, formatProblem, warning, type Problem } from './schema/problem';
