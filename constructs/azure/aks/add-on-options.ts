import { z } from 'zod';
import { addOnDescriptions, fixedAddOn, optionalAddOn, removeOption } from '../../clouds/add-ons';

const option = (description: string, value: 'managed' | 'off') =>
  z.enum(['managed', 'off']).default(value).describe(description);

/**
 * Schema of the add-ons of an AKS cluster. AKS determines their versions by the Kubernetes version, and upgrades them itself.
 * @see https://learn.microsoft.com/azure/aks/integrations
 */
export const aksAddOnsSchema = z.strictObject({
  // https://learn.microsoft.com/azure/aks/use-byo-cni
  network: z
    .enum(['managed', 'component'])
    .default('managed')
    .describe(
      `${addOnDescriptions.network}: Azure CNI powered by Cilium, or a component such as cilium() (bring your own CNI), which Microsoft does not support`,
    ),
  // https://learn.microsoft.com/azure/aks/coredns-custom
  dns: fixedAddOn('dns', { value: 'managed', reason: 'AKS always runs CoreDNS', fix: removeOption }),
  // https://learn.microsoft.com/azure/aks/localdns-custom
  dnsCache: fixedAddOn('dnsCache', {
    value: 'off',
    reason: 'the Terraform provider of Azure has no option for the cache of AKS (LocalDNS)',
    fix: "remove it, or write 'off'",
  }),
  // https://learn.microsoft.com/azure/aks/use-metrics-server-vertical-pod-autoscaler
  metrics: fixedAddOn('metrics', {
    value: 'managed',
    reason: 'AKS always runs metrics-server',
    fix: removeOption,
  }),
  // https://learn.microsoft.com/azure/aks/csi-storage-drivers
  disks: optionalAddOn('disks', 'Azure Disk, which azureDisk() needs', 'managed'),
  files: optionalAddOn('files', 'Azure Files', 'managed'),
  buckets: optionalAddOn('buckets', 'Azure Blob Storage', 'off'),
  snapshots: optionalAddOn('snapshots', 'the one of AKS', 'managed'),
  // https://learn.microsoft.com/azure/aks/csi-secrets-store-driver
  secretsStore: optionalAddOn('secretsStore', 'Azure Key Vault, with rotation', 'off'),
  // https://learn.microsoft.com/azure/aks/use-vertical-pod-autoscaler
  verticalScaling: optionalAddOn('verticalScaling', 'the one of AKS', 'off'),
  // https://learn.microsoft.com/azure/aks/keda-about
  keda: option('scaling by events: KEDA', 'off'),
  // https://learn.microsoft.com/azure/aks/image-cleaner
  imageCleaner: option('removal of images with vulnerabilities that no pod uses, once a week', 'managed'),
  // https://learn.microsoft.com/azure/aks/use-azure-policy
  policy: option(
    'Azure Policy, whose policies may refuse or change objects on the cluster; Plinth does not know these',
    'off',
  ),
});

/** Add-ons of an AKS cluster, with defaults applied. */
export type AksAddOns = Readonly<z.output<typeof aksAddOnsSchema>>;
