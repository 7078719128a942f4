import { z } from 'zod';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { error, type Problem } from '../../src/schema/problem';

/** Descriptions of the add-ons that all clouds have under the same name, in the option `addOns` of a cluster. */
export const addOnDescriptions = {
  network: 'network of pods, which enforces network policies',
  dns: 'cluster DNS',
  dnsCache: 'cache of DNS answers on each node',
  metrics: 'CPU and memory usage of pods, for autoscaling and `kubectl top` (metrics-server)',
  disks: 'driver of volumes on disks',
  files: 'driver of volumes that pods on several nodes share',
  buckets: 'driver that mounts buckets as volumes',
  snapshots: 'controller of VolumeSnapshots',
  secretsStore: "Secrets Store CSI driver, which mounts secrets of the cloud's store as files",
  verticalScaling: 'VerticalPodAutoscaler',
} as const;

/** Name of an add-on that all clouds have. */
export type CommonAddOn = keyof typeof addOnDescriptions;

/** Add-ons of a cloud that have no alternative there. */
export interface FixedAddOn<V extends string> {
  readonly value: V;
  /** Reason, in words that follow the value: `AKS always runs CoreDNS`. */
  readonly reason: string;
  /** What to write instead, or where the function comes from. */
  readonly fix: string;
}

/** Returns the schema of an add-on that a cloud does not let choose. Another value is an error with the reason. */
export function fixedAddOn<const V extends string>(name: CommonAddOn, { value, reason, fix }: FixedAddOn<V>) {
  return z
    .literal(value, `is not possible, since ${reason}: ${fix}`)
    .default(value)
    .describe(`${addOnDescriptions[name]}; ${reason}`);
}

/**
 * Returns the schema of an add-on that the cloud installs and upgrades, or does not install.
 * @param service what the cloud installs, such as `Filestore`
 */
export function optionalAddOn(name: CommonAddOn, service: string, value: 'managed' | 'off') {
  return z.enum(['managed', 'off']).default(value).describe(`${addOnDescriptions[name]}: ${service}`);
}

const driverRisk = 'pods with volumes of the driver do not start while the cluster does not have it';

/** Risks of a change of add-ons that are no capability, by path in the options of a cluster. */
export const addOnRisks: Readonly<Record<string, string>> = {
  'addOns.disks': driverRisk,
  'addOns.files': driverRisk,
  'addOns.buckets': driverRisk,
  'addOns.snapshots': 'no snapshots are created while the cluster does not have the controller',
  'addOns.secretsStore': 'pods with secrets as volumes do not start while the cluster does not have the driver',
};

/** Fix for an add-on that the cloud always runs. */
export const removeOption = "remove it, or write 'managed'";

/** Checks that a cluster has the driver of the volumes of a component. */
export function checkDiskDriver(
  kind: string,
  cloud: { readonly hasDiskDriver: boolean } | undefined,
): readonly Problem[] {
  if (cloud === undefined || cloud.hasDiskDriver) return [];
  return [
    error(
      [],
      kind,
      'the cluster has no driver of disks',
      "write addOns: { disks: 'managed' } for the cluster, or remove it",
    ),
  ];
}

/** Checks that a component provides the network of a cluster that the cloud creates without one. */
export function checkNetworkProvider(network: unknown, { capabilities }: ClusterInfo): readonly Problem[] {
  if (network !== 'component' || 'network' in capabilities) return [];
  return [
    error(
      ['addOns', 'network'],
      network,
      'no component provides the network of pods, without which nodes do not become Ready',
      "add a component that provides it, such as cilium(), or write 'managed'",
    ),
  ];
}
