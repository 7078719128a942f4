/** Names of the releases that Plinth makes beside those of components. */
export const releaseNames = {
  /** The release that makes a namespace of components. */
  namespace: (namespace: string) => `namespace-${namespace}`,
  /** The release of everything of one tenant on a cluster. */
  tenant: (tenant: string) => `tenant-${tenant}`,
  /** The release of what a tenant is refused, where Terraform brings it. */
  tenantAdmissionPolicies: (tenant: string) => `rules-${tenant}`,
  /** The release that tells Argo CD of all others. */
  argoCdApplications: 'argo-cd-applications',
  /** The Application of Argo CD that finds those of components. */
  components: 'components',
} as const;
