import { DataAwsEksAddonVersion } from '@cdktf/provider-aws/lib/data-aws-eks-addon-version';
import { EksAddon } from '@cdktf/provider-aws/lib/eks-addon';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { addPodRole, type ServiceAccount } from '../identity/pod-identity';
import { partition } from '../cloud/partition';
import type { PolicyStatement } from '../cloud/policy-document';
import { createdCluster } from '../cloud/cluster-references';

/** Properties of an add-on that EKS manages. */
export interface AddOnProps {
  /** @default none */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** Role of its pods. @default none */
  readonly identity?: {
    readonly serviceAccount: ServiceAccount;
    readonly managedPolicy?: string;
    readonly policies?: Readonly<Record<string, readonly PolicyStatement[]>>;
  };
  readonly region: string;
  /** @default none */
  readonly dependsOn?: readonly TerraformDependable[];
}

/**
 * Adds an add-on in the version that EKS recommends for the Kubernetes version, so that an upgrade of the cluster
 * upgrades its add-ons.
 */
export function addAddOn(
  scope: Construct,
  name: string,
  clusterInfo: ClusterInfo,
  { configuration, identity, region, dependsOn = [] }: AddOnProps,
): InstanceType<typeof EksAddon> {
  const { platform, cluster, kubernetes } = clusterInfo;
  const { version } = new DataAwsEksAddonVersion(scope, `${name}-version`, {
    addonName: name,
    kubernetesVersion: kubernetes,
  });
  const role =
    identity &&
    addPodRole(scope, name, {
      name: [platform, cluster, name],
      serviceAccount: identity.serviceAccount,
      cluster: clusterInfo,
      ...(identity.managedPolicy === undefined
        ? {}
        : { managedPolicyArn: `arn:${partition(region)}:iam::aws:policy/${identity.managedPolicy}` }),
      policies: identity.policies ?? {},
    });
  return new EksAddon(scope, name, {
    clusterName: createdCluster.name,
    addonName: name,
    addonVersion: version,
    resolveConflictsOnCreate: 'OVERWRITE',
    resolveConflictsOnUpdate: 'OVERWRITE',
    ...(configuration ? { configurationValues: JSON.stringify(configuration) } : {}),
    ...(identity && role
      ? { podIdentityAssociation: [{ serviceAccount: identity.serviceAccount.name, roleArn: role.arn }] }
      : {}),
    dependsOn: [...(role?.policies ?? []), ...dependsOn],
  });
}

/** Adds the add-ons that nodes need to become Ready: network, network policies, Services and pod identities. */
export function addNodeAddOns(
  scope: Construct,
  cluster: ClusterInfo,
  region: string,
): readonly InstanceType<typeof EksAddon>[] {
  return [
    addAddOn(scope, 'vpc-cni', cluster, {
      region,
      // https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy-configure.html
      configuration: { enableNetworkPolicy: 'true' },
      identity: {
        serviceAccount: { namespace: 'kube-system', name: 'aws-node' },
        managedPolicy: 'AmazonEKS_CNI_Policy',
      },
    }),
    addAddOn(scope, 'kube-proxy', cluster, { region }),
    addAddOn(scope, 'eks-pod-identity-agent', cluster, { region }),
  ];
}
