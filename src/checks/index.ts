import { checkAccess } from './access';
import { checkAddressFamilies } from './address-families';
import { checkAddedPodNames } from './added-pods';
import { checkAddresses } from './addresses';
import { checkArgoCdNames } from './argo-cd-names';
import { checkCapabilityNames } from './capability-names';
import { checkChartCompatibility } from './chart-compatibility';
import { checkComponentReferences } from './component-references';
import { checkComponentNamespaces } from './component-namespaces';
import { checkNetworkConnections } from './network-connections';
import { checkConnectedNetworks } from './connected-networks';
import { checkContainers } from './containers';
import type { Check } from './context';
import { checkDelivery } from './delivery';
import { checkDependencyCycles } from './dependency-cycles';
import { checkDomains } from './domains';
import { checkEgress } from './egress';
import { checkEnvironmentHostnames } from './environment-hostnames';
import { checkEphemeralStorage } from './ephemeral-storage';
import { checkEtcdQuorum } from './etcd-quorum';
import { checkExclusiveCapabilities } from './exclusive-capabilities';
import { checkExclusiveResources } from './exclusive-resources';
import { checkGroups } from './groups';
import { checkGroupNames } from './group-names';
import { checkHostnames } from './hostnames';
import { checkImageTags } from './image-tags';
import { checkIngress } from './ingress';
import { checkLimitRanges } from './limit-ranges';
import { checkLogin } from './login';
import { checkLoginCallers } from './login-callers';
import { checkMetrics } from './metrics';
import { checkNameLengths } from './name-lengths';
import { checkNamespacePrefixes } from './namespace-prefixes';
import { checkNames } from './names';
import { checkNetworkPolicies } from './network-policies';
import { checkNetworkEgress } from './network-egress';
import { checkNetworks } from './networks';
import { checkObjectValues } from './object-values';
import { checkObjectFields } from './object-fields';
import { checkObjectMetadata } from './object-metadata';
import { checkObjects } from './objects';
import { checkPatches } from './patches';
import { checkPodNetworks } from './pod-networks';
import { checkPorts } from './ports';
import { checkProducts } from './products';
import { checkProductSources } from './product-sources';
import { checkQuotaUsage } from './quota-usage';
import { checkQuotas } from './quotas';
import { checkRedirects } from './redirects';
import { checkReferences } from './references';
import { checkReleaseNames } from './release-names';
import { checkRemovedClusters } from './removed-clusters';
import { checkRequirements } from './requirements';
import { checkResourceLimits } from './resource-limits';
import { checkScaling } from './scaling';
import { checkSecretKeys } from './secret-keys';
import { checkSharedIdentities } from './shared-identities';
import { checkSecretStores } from './secret-stores';
import { checkSharedServers } from './shared-servers';
import { checkSharedClusters } from './shared-clusters';
import { checkSharedComponentData } from './shared-component-data';
import { checkSharedSecretStores } from './shared-secret-stores';
import { checkServiceCalls } from './service-calls';
import { checkSharedAddresses } from './shared-addresses';
import { checkStorage } from './storage';
import { checkTenantGrants } from './tenant-grants';
import { checkTenantIdentities } from './tenant-identities';
import { checkTenantNamespaces } from './tenant-namespaces';
import { checkTenantRestrictions } from './tenant-restrictions';
import { checkTenantReferences } from './tenant-references';
import { checkTenantStacks } from './tenant-stacks';
import { checkUnreachablePods } from './unreachable-pods';
import { checkDataStackNames } from './data-stack-names';
import { checkCloudNames } from './cloud-names';
import { checkDataStackPlaces } from './data-stack-places';
import { checkProviderRules } from './provider-rules';
import { checkTerraformReleases } from './terraform-releases';
import { checkUnknownNodes } from './unknown-nodes';
import { checkUses } from './uses';
import { checkWeakenedOptions } from './weakened-options';
import { checkWorkloadReferences } from './workload-references';

/** All checks, in the order in which their problems are reported. */
export const checks: readonly Check[] = [
  checkNames,
  checkReferences,
  checkWorkloadReferences,
  checkTenantReferences,
  checkSharedServers,
  checkComponentReferences,
  checkTenantNamespaces,
  checkNamespacePrefixes,
  checkAddresses,
  checkAddressFamilies,
  checkSharedAddresses,
  checkNetworks,
  checkNetworkEgress,
  checkPodNetworks,
  checkNetworkConnections,
  checkConnectedNetworks,
  checkEtcdQuorum,
  checkExclusiveCapabilities,
  checkExclusiveResources,
  checkDependencyCycles,
  checkCapabilityNames,
  checkRequirements,
  checkDelivery,
  checkTenantStacks,
  checkNetworkPolicies,
  checkReleaseNames,
  checkComponentNamespaces,
  checkChartCompatibility,
  checkStorage,
  checkResourceLimits,
  checkHostnames,
  checkDomains,
  checkEnvironmentHostnames,
  checkImageTags,
  checkIngress,
  checkMetrics,
  checkRedirects,
  checkTenantIdentities,
  checkLogin,
  checkLoginCallers,
  checkAccess,
  checkServiceCalls,
  checkEgress,
  checkUnknownNodes,
  checkNameLengths,
  checkTenantRestrictions,
  checkDataStackNames,
  checkCloudNames,
  checkDataStackPlaces,
  checkSharedComponentData,
  checkProviderRules,
  checkAddedPodNames,
  checkTerraformReleases,
  checkUses,
  checkScaling,
  checkPorts,
  checkContainers,
  checkPatches,
  checkQuotas,
  checkQuotaUsage,
  checkLimitRanges,
  checkEphemeralStorage,
  checkObjects,
  checkObjectValues,
  checkObjectFields,
  checkObjectMetadata,
  checkUnreachablePods,
  checkGroups,
  checkGroupNames,
  checkTenantGrants,
  checkSharedClusters,
  checkWeakenedOptions,
  checkRemovedClusters,
  checkSecretStores,
  checkSharedSecretStores,
  checkSecretKeys,
  checkSharedIdentities,
  checkProducts,
  checkProductSources,
  checkArgoCdNames,
];
