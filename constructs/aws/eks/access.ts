import { EksAccessEntry } from '@cdktf/provider-aws/lib/eks-access-entry';
import { EksAccessPolicyAssociation } from '@cdktf/provider-aws/lib/eks-access-policy-association';
import type { Construct } from 'constructs';
import { digest } from '../../digest';
import { partition } from '../cloud/partition';
import { createdCluster } from '../cloud/cluster-references';
import type { EksOptions } from './schema';

/**
 * Adds the access of roles and users: administrators by a policy of EKS, all others by their Kubernetes groups.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
 */
export function addAccess(scope: Construct, { region, administrators, groups }: EksOptions): void {
  const memberships = listMemberships(groups);
  const principals = [...new Set([...administrators, ...memberships.keys()])].sort();
  for (const principalArn of principals) {
    const id = accessId(principalArn);
    const entry = new EksAccessEntry(scope, id, {
      clusterName: createdCluster.name,
      principalArn,
      type: 'STANDARD',
      kubernetesGroups: memberships.get(principalArn) ?? [],
    });
    if (!administrators.includes(principalArn)) continue;
    new EksAccessPolicyAssociation(scope, `${id}-administrator`, {
      clusterName: createdCluster.name,
      principalArn,
      policyArn: `arn:${partition(region)}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`,
      accessScope: { type: 'cluster' },
      dependsOn: [entry],
    });
  }
}

/** Returns the Kubernetes groups of each role and user. */
function listMemberships(groups: EksOptions['groups']): ReadonlyMap<string, string[]> {
  const memberships = new Map<string, string[]>();
  for (const [group, principals] of Object.entries(groups).sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const principal of principals) memberships.set(principal, [...(memberships.get(principal) ?? []), group]);
  return memberships;
}

/** Returns the ID of the entry of a role or user: its name, and a digest, since ARNs have characters that IDs have not. */
function accessId(principalArn: string): string {
  const name = principalArn.replace(/^.*\//, '').replace(/[^A-Za-z0-9]+/g, '-');
  return `access-${name}-${digest(principalArn).slice(0, 6)}`;
}
