export * from './applications';
export * from './clusters';
export * from './components';
export { kinds } from './kinds';
export { renderManifest } from './kubernetes/manifest';
export * from './kubernetes/network-policies';
export { HelmRelease, type HelmReleaseProps, type LocalChart } from './terraform/helm-release';
export { TerraformData, type TerraformDataProps } from './terraform/terraform-data';
export * from './tenants';
