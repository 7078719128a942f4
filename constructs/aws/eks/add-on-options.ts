import { z } from 'zod';
import { jsonValue } from '../../../src/schema/field-types';
import { nameSchema } from '../../../src/schema/json-schema';
import { addOnDescriptions, fixedAddOn } from '../../clouds/add-ons';

/**
 * Versions of add-ons, as EKS writes them.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/addon-compat.html
 */
const addOnVersion = z
  .string()
  .regex(
    /^(newest|v\d+\.\d+\.\d+-eksbuild\.\d+)$/,
    'must be a version of an add-on of EKS, or newest: write one such as v1.20.4-eksbuild.2',
  )
  .optional()
  .meta({ examples: ['v1.20.4-eksbuild.2'] })
  .describe(
    'exact version, or `newest` for the newest one that supports the Kubernetes version at each apply; @default the one that EKS recommends for the Kubernetes version, also after an upgrade of it',
  );

const settingFields = {
  configuration: z
    .record(z.string(), jsonValue)
    .optional()
    .meta({ examples: [{ replicaCount: 3 }] })
    .describe(
      'configuration of the add-on, in the format of `aws eks describe-addon-configuration`; it takes precedence over that of Plinth; @default that of Plinth',
    ),
  onConflict: z
    .enum(['overwrite', 'preserve', 'fail'])
    .default('overwrite')
    .describe(
      'what an update does with fields that were changed in the cluster: overwrites them, preserves them, or fails',
    ),
  onRemoval: z
    .enum(['delete', 'retain'])
    .default('delete')
    .describe(
      'whether the pods and objects of the add-on are deleted with it, or remain in the cluster without updates; apply it before the add-on is removed',
    ),
};

/** Schema of the settings of an add-on that EKS manages. */
export const addOnSettingsSchema = nameSchema(
  'EksAddOnSettings',
  z.strictObject({ version: addOnVersion, ...settingFields }),
);

/** Settings of an add-on that EKS manages, with defaults applied. */
export type AddOnSettings = Readonly<z.output<typeof addOnSettingsSchema>>;

const defaultSettings = addOnSettingsSchema.parse({});

/** Schema of an add-on that EKS always manages, with its settings. */
const managedAddOn = (description: string) =>
  z
    .union([z.literal('managed'), addOnSettingsSchema])
    .default('managed')
    .describe(description);

/** Schema of an add-on that EKS manages, or whose function a component has. */
const addOnOrComponent = (description: string, value: 'managed' | 'component') =>
  z
    .union([z.enum(['managed', 'component']), addOnSettingsSchema])
    .default(value)
    .describe(description);

/** Schema of an add-on that EKS manages, and that a cluster has only where it is written. */
const optionalAddOn = (description: string) =>
  z
    .union([z.enum(['managed', 'off']), addOnSettingsSchema])
    .default('off')
    .describe(description);

/** Names of add-ons in EKS, by their options. @see https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html */
export const eksAddOnNames = {
  network: 'vpc-cni',
  serviceProxy: 'kube-proxy',
  podIdentity: 'eks-pod-identity-agent',
  dns: 'coredns',
  metrics: 'metrics-server',
  files: 'aws-efs-csi-driver',
  buckets: 'aws-mountpoint-s3-csi-driver',
  snapshots: 'snapshot-controller',
  secretsStore: 'aws-secrets-store-csi-driver-provider',
  nodeMonitoring: 'eks-node-monitoring-agent',
} as const;

/** Add-on that EKS manages, or a word for another provider. */
export type EksAddOn = AddOnSettings | 'managed' | 'component' | 'off';

/** Schema of the add-ons of an EKS cluster. */
export const eksAddOnsSchema = z.strictObject({
  network: addOnOrComponent(
    `${addOnDescriptions.network}: the add-on vpc-cni, or the component cilium(), which AWS does not support`,
    'managed',
  ),
  serviceProxy: managedAddOn('implementation of Services: the add-on kube-proxy'),
  podIdentity: managedAddOn('agent that issues the credentials of pods: the add-on eks-pod-identity-agent'),
  dns: addOnOrComponent(`${addOnDescriptions.dns}: the add-on coredns, or a component such as coreDns()`, 'managed'),
  dnsCache: fixedAddOn('dnsCache', {
    value: 'off',
    reason: 'EKS has no such add-on',
    fix: "remove it, or write dns: 'component' and coreDns({ nodeCache: true })",
  }),
  metrics: addOnOrComponent(
    `${addOnDescriptions.metrics}: the add-on metrics-server, for which AWS gives no full support, or a component such as metricsServer()`,
    'component',
  ),
  disks: fixedAddOn('disks', {
    value: 'component',
    reason: 'the component ebs() installs the add-on aws-ebs-csi-driver',
    fix: 'remove it, and write ebs({ driver: { version } })',
  }),
  files: optionalAddOn(`${addOnDescriptions.files}: the add-on aws-efs-csi-driver`),
  buckets: optionalAddOn(
    `${addOnDescriptions.buckets}: the add-on aws-mountpoint-s3-csi-driver; volumes name the permissions of their pods (authenticationSource: pod)`,
  ),
  snapshots: optionalAddOn(`${addOnDescriptions.snapshots}: the add-on snapshot-controller`),
  secretsStore: optionalAddOn(
    `${addOnDescriptions.secretsStore}: the add-on aws-secrets-store-csi-driver-provider, with the permissions of the pods`,
  ),
  verticalScaling: fixedAddOn('verticalScaling', {
    value: 'off',
    reason: 'EKS has no such add-on',
    fix: 'remove it, and add a component',
  }),
  nodeMonitoring: optionalAddOn(
    'detection of faults of nodes, after which EKS repairs them: the add-on eks-node-monitoring-agent; without it, EKS repairs nodes that are not Ready',
  ),
  other: z
    .record(
      z
        .string()
        .regex(
          /^[a-z0-9][a-z0-9_-]{0,99}$/,
          'must be the name of an add-on: write one such as amazon-cloudwatch-observability',
        ),
      z.strictObject({
        version: z
          .string()
          .regex(/^(newest|v?\d[\w.+-]*)$/, 'must be a version, or newest: write one such as v2.1.0-eksbuild.1')
          .optional()
          .meta({ examples: ['v4.4.0-eksbuild.1'] })
          .describe(
            'exact version, or `newest` for the newest one that supports the Kubernetes version at each apply; @default the one that EKS recommends for the Kubernetes version',
          ),
        ...settingFields,
        roles: z
          .record(
            z.string().regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'must be the name of a service account'),
            z
              .string()
              .regex(
                /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
                'must be the ARN of a role: write one such as arn:aws:iam::123456789012:role/add-on',
              ),
          )
          .default({})
          .meta({ examples: [{ 'cloudwatch-agent': 'arn:aws:iam::123456789012:role/cloudwatch-agent' }] })
          .describe('ARNs of the existing roles of its pods, by their service accounts, for EKS Pod Identity'),
      }),
    )
    .default({})
    .meta({ examples: [{ 'amazon-cloudwatch-observability': { version: 'v4.4.0-eksbuild.1' } }] })
    .describe(
      'other add-ons of EKS by their names, also those of the AWS Marketplace that the account has subscribed to',
    ),
});

/** Add-ons of an EKS cluster, with defaults applied. */
export type EksAddOns = Readonly<z.output<typeof eksAddOnsSchema>>;

/** Returns the settings of an add-on that EKS manages; undefined for another provider, or none. */
export function tryGetAddOnSettings(addOn: EksAddOn): AddOnSettings | undefined {
  if (addOn === 'managed') return defaultSettings;
  return typeof addOn === 'string' ? undefined : addOn;
}

/** Schema of the driver of disks, which the component ebs() installs. */
export const driverSchema = addOnOrComponent(
  'driver of EBS volumes: the add-on aws-ebs-csi-driver, with its settings, or another component',
  'managed',
);

/** Returns whether the cluster has the VPC CNI, and it enforces network policies. @see https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html */
export function enforcesNetworkPolicies({ network }: EksAddOns): boolean {
  const settings = tryGetAddOnSettings(network);
  if (!settings) return false;
  const { enableNetworkPolicy = true } = settings.configuration ?? {};
  return enableNetworkPolicy === true || enableNetworkPolicy === 'true';
}

/** Options of add-ons that nodes need to become Ready: network, network policies, Services and pod identities. */
export const nodeAddOnOptions = ['network', 'serviceProxy', 'podIdentity'] as const;

/** Options of add-ons with pods that need nodes. */
export const podAddOnOptions = [
  'dns',
  'metrics',
  'files',
  'buckets',
  'snapshots',
  'secretsStore',
  'nodeMonitoring',
] as const;

/** Lists the names of the add-ons that an upgrade of Kubernetes upgrades, since they have no exact version. */
export function listAddOnVersions(addOns: EksAddOns): {
  readonly nodeAddOns: readonly string[];
  readonly podAddOns: readonly string[];
} {
  const isExact = (version: string | undefined) => version !== undefined && version !== 'newest';
  const listNames = (options: readonly (keyof typeof eksAddOnNames)[]) =>
    options.flatMap((option) => {
      const settings = tryGetAddOnSettings(addOns[option]);
      return settings && !isExact(settings.version) ? [eksAddOnNames[option]] : [];
    });
  const others = Object.entries(addOns.other).flatMap(([name, { version }]) => (isExact(version) ? [] : [name]));
  return { nodeAddOns: listNames(nodeAddOnOptions), podAddOns: [...listNames(podAddOnOptions), ...others] };
}
