export type { AdmissionPolicyProps } from './admission-policies';
export { Product, type ProductProps } from './product';
export { TenantAdmissionPolicies } from './tenant-admission-policies';
export { TenantNamespace, type TenantNamespaceProps } from './tenant-namespace';
export { tenantObservabilityFiles } from './tenant-observability';
export { tenantRelease } from './tenant-release';
