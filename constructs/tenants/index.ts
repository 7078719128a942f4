export { TenantAdmissionPolicies } from './admission';
export type { TenantAdmissionPoliciesProps } from './admission/options';
export { Product, type ProductProps } from './product';
export { TenantNamespace, type TenantNamespaceProps } from './tenant-namespace';
export { tenantRelease } from './tenant-release';
