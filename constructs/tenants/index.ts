export { TenantAdmissionPolicies, type TenantAdmissionPoliciesProps } from './admission';
export { Product, type ProductProps } from './product';
export { TenantNamespace, type TenantNamespaceProps } from './tenant-namespace';
export { tenantRelease } from './tenant-release';
