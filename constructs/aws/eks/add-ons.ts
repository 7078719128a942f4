import { DataAwsEksAddonVersion } from '@cdktf/provider-aws/lib/data-aws-eks-addon-version';
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { escapeTemplateSequences } from '../../terraform/template-sequences';
import { addPodRole, type ServiceAccount } from '../identity/pod-identity';
import { partition } from '../cloud/partition';
import { clusterReferences } from '../cloud/cluster-references';
import {
  eksAddOnNames,
  nodeAddOnOptions,
  podAddOnOptions,
  tryGetAddOnSettings,
  type AddOnSettings,
  type EksAddOns,
} from './add-on-options';

/** Properties of an add-on that EKS manages. */
export interface AddOnProps {
  readonly settings: AddOnSettings;
  /** Configuration, over which that of `settings` takes precedence. @default none */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Role of its pods, with a policy that AWS manages. @default none */
  readonly identity?: { readonly serviceAccount: ServiceAccount; readonly managedPolicy: string };
  /** ARNs of existing roles of its pods, by service account. @default none */
  readonly roles?: Readonly<Record<string, string>>;
  readonly region: string;
  /** @default none */
  readonly dependsOn?: readonly TerraformDependable[];
}

/** Values of `resolve_conflicts_on_update`. @see https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateAddon.html */
const conflictResolutions = { overwrite: 'OVERWRITE', preserve: 'PRESERVE', fail: 'NONE' } as const;

/** Adds an add-on. Without a version, an upgrade of the cluster upgrades it. */
export function addAddOn(
  scope: Construct,
  name: string,
  clusterInfo: ClusterInfo,
  { settings, configuration, identity, roles = {}, region, dependsOn = [] }: AddOnProps,
): InstanceType<typeof EksAddon> {
  const { platform, cluster } = clusterInfo;
  const role =
    identity &&
    addPodRole(scope, name, {
      name: [platform, cluster, name],
      serviceAccount: identity.serviceAccount,
      cluster: clusterInfo,
      managedPolicyArn: `arn:${partition(region)}:iam::aws:policy/${identity.managedPolicy}`,
    });
  const podRoles = [
    ...(identity && role ? [{ serviceAccount: identity.serviceAccount.name, roleArn: role.arn }] : []),
    ...Object.entries(roles).map(([serviceAccount, roleArn]) => ({ serviceAccount, roleArn })),
  ];
  const values = { ...configuration, ...settings.configuration };
  return new EksAddon(scope, name, {
    clusterName: clusterReferences(scope, clusterInfo).name,
    addonName: name,
    addonVersion: resolveVersion(scope, name, clusterInfo, settings),
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: conflictResolutions[settings.onConflict],
    ...(settings.onRemoval === 'retain' ? { preserve: true } : {}),
    ...(Object.keys(values).length > 0 ? { configurationValues: escapeTemplateSequences(JSON.stringify(values)) } : {}),
    ...(podRoles.length > 0 ? { podIdentityAssociation: podRoles } : {}),
    dependsOn: [...(role?.policies ?? []), ...dependsOn],
  });
}

/** Returns the version of an add-on, or the expression of the one that EKS offers for the Kubernetes version. */
function resolveVersion(
  scope: Construct,
  name: string,
  { kubernetes }: ClusterInfo,
  { version }: AddOnSettings,
): string {
  if (version !== undefined && version !== 'newest') return version;
  const lookup = new DataAwsEksAddonVersion(scope, `${name}-version`, {
    addonName: name,
    kubernetesVersion: kubernetes,
    ...(version === 'newest' ? { mostRecent: true } : {}),
  });
  return lookup.version;
}

/** Properties of an add-on that its option determines. */
type OptionProps = Pick<AddOnProps, 'configuration' | 'identity'>;

/** What Plinth adds to the settings of an add-on, by option. */
const optionProps: Readonly<Partial<Record<keyof typeof eksAddOnNames, OptionProps>>> = {
  network: {
    // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
    configuration: { enableNetworkPolicy: 'true' },
    identity: {
      serviceAccount: { namespace: 'kube-system', name: 'aws-node' },
      managedPolicy: 'AmazonEKS_CNI_Policy',
    },
  },
  files: {
    // https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html
    identity: {
      serviceAccount: { namespace: 'kube-system', name: 'efs-csi-controller-sa' },
      managedPolicy: 'service-role/AmazonEFSCSIDriverPolicy',
    },
  },
};

interface AddOnContext {
  readonly cluster: ClusterInfo;
  readonly region: string;
  readonly addOns: EksAddOns;
}

function addSelected(
  scope: Construct,
  options: readonly (keyof typeof eksAddOnNames)[],
  { cluster, region, addOns }: AddOnContext,
  dependsOn: readonly TerraformDependable[] = [],
): readonly InstanceType<typeof EksAddon>[] {
  return options.flatMap((option) => {
    const settings = tryGetAddOnSettings(addOns[option]);
    if (!settings) return [];
    const props = { ...optionProps[option], settings, region, dependsOn };
    return [addAddOn(scope, eksAddOnNames[option], cluster, props)];
  });
}

/** Adds the add-ons that nodes need to become Ready. */
export function addNodeAddOns(scope: Construct, context: AddOnContext): readonly InstanceType<typeof EksAddon>[] {
  return addSelected(scope, nodeAddOnOptions, context);
}

/**
 * Adds the add-ons that need nodes: EKS reports an add-on as degraded as long as its pods are not ready.
 * @param nodeGroups nodes of their pods
 */
export function addPodAddOns(
  scope: Construct,
  context: AddOnContext,
  nodeGroups: readonly TerraformDependable[],
): void {
  addSelected(scope, podAddOnOptions, context, nodeGroups);
  const { cluster, region, addOns } = context;
  for (const [name, { roles, ...settings }] of Object.entries(addOns.other))
    addAddOn(scope, name, cluster, { settings, roles, region, dependsOn: nodeGroups });
}
