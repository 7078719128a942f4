export { TenantAdmissionPolicies, type TenantAdmissionPoliciesProps } from './admission';
export { Product, type ProductProps } from './product';
export { TenantNamespace, type TenantNamespaceProps } from './tenant-namespace';
export { tenantObservabilityFiles } from './tenant-observability';
export { tenantRelease } from './tenant-release';
