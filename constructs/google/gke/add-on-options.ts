import { z } from 'zod';
import { addOnDescriptions, fixedAddOn, optionalAddOn, removeOption } from '../../clouds/add-ons';

/**
 * Schema of the add-ons of a GKE cluster. GKE determines their versions by the Kubernetes version, and upgrades them itself.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster
 */
export const gkeAddOnsSchema = z.strictObject({
  // https://cloud.google.com/kubernetes-engine/docs/concepts/dataplane-v2
  network: fixedAddOn('network', {
    value: 'managed',
    reason:
      'GKE has no clusters without its own network, and Dataplane V2 is a Cilium of Google that no other one can replace',
    fix: removeOption,
  }),
  // https://cloud.google.com/kubernetes-engine/docs/concepts/kube-dns
  dns: fixedAddOn('dns', { value: 'managed', reason: 'GKE always runs kube-dns', fix: removeOption }),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache
  dnsCache: z
    .enum(['managed', 'off'])
    .default('managed')
    .describe(`${addOnDescriptions.dnsCache}: NodeLocal DNSCache; another value recreates all nodes`),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/horizontal-pod-autoscaling
  metrics: fixedAddOn('metrics', {
    value: 'managed',
    reason: 'GKE always runs metrics-server',
    fix: removeOption,
  }),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/gce-pd-csi-driver
  disks: optionalAddOn('disks', 'Persistent Disk, which persistentDisk() needs', 'managed'),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/filestore-csi-driver
  files: optionalAddOn('files', 'Filestore', 'off'),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-storage-fuse-csi-driver-setup
  buckets: optionalAddOn('buckets', 'Cloud Storage FUSE, with the permissions of the pods that mount them', 'off'),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/persistent-volumes/volume-snapshots
  snapshots: fixedAddOn('snapshots', {
    value: 'managed',
    reason: 'GKE always runs the controller',
    fix: removeOption,
  }),
  // https://cloud.google.com/secret-manager/docs/secret-manager-managed-csi-component
  secretsStore: optionalAddOn('secretsStore', 'Secret Manager, with the permissions of the pods', 'off'),
  // https://cloud.google.com/kubernetes-engine/docs/how-to/vertical-pod-autoscaling
  verticalScaling: optionalAddOn('verticalScaling', 'the one of GKE', 'off'),
  // https://cloud.google.com/kubernetes-engine/docs/add-on/backup-for-gke/how-to/install
  backup: z.enum(['managed', 'off']).default('off').describe('agent of Backup for GKE'),
});

/** Add-ons of a GKE cluster, with defaults applied. */
export type GkeAddOns = Readonly<z.output<typeof gkeAddOnsSchema>>;
