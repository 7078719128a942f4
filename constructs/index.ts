/**
 * Constructs for cdktf stacks and cdk8s charts of your own, and the kinds.
 * @module plinth/constructs
 */
export type * from './documented-options';
export {
  Application,
  Job,
  type ApplicationProps,
  type JobProps,
  type PlannedApplicationProps,
  type PlannedJobProps,
} from './applications';
export { existing, onPrem } from './clusters';
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
} from './components';
export { kinds } from './kinds';
export { ComponentNamespace, type ComponentNamespaceProps } from './kubernetes/component-namespace';
export { renderManifest } from './kubernetes/manifest';
export { addObject, type KubernetesObject } from './kubernetes/object';
export {
  Product,
  TenantAdmissionPolicies,
  TenantNamespace,
  tenantRelease,
  type TenantAdmissionPoliciesProps,
  type ProductProps,
  type TenantNamespaceProps,
} from './tenants';
export { HelmRelease, type HelmReleaseProps, type LocalChart } from './terraform/helm-release';
export { TerraformData, type TerraformDataProps } from './terraform/terraform-data';
