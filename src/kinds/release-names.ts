/** Names of releases and Argo CD Applications that Plinth creates in addition to the releases of components. */
export const releaseNames = {
  /** Release with a namespace of components. */
  namespace: (namespace: string) => `namespace-${namespace}`,
  /** Release with all objects of a tenant on a cluster. */
  tenant: (tenant: string) => `tenant-${tenant}`,
  /** Release with the admission policies for all tenants. */
  admissionPolicies: 'admission-policies',
  /** Release with the root Applications of Argo CD. */
  argoCdApplications: 'argo-cd-applications',
  /** Application of Argo CD that contains the Applications of components. */
  components: 'components',
} as const;
