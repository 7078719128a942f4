import { DataAwsSecurityGroup } from '@cdktf/provider-aws/lib/data-aws-security-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getAwsCloud } from '../cloud/aws-cloud';
import { clusterReferences } from '../cloud/cluster-references';
import { lookUpVpc } from '../network/lookup';

/** Access of the nodes of a cluster to servers. */
export interface NodeAccessProps {
  /** Security group of the servers: its name, or the ID of an existing one. */
  readonly securityGroup: { readonly name: string } | { readonly id: string };
  readonly cluster: ClusterInfo;
  readonly port: number;
}

/** Adds the rule that lets the nodes of the cluster connect to servers. Network policies restrict pods. */
export function addNodeAccess(scope: Construct, { securityGroup, cluster, port }: NodeAccessProps): void {
  const { id } =
    'id' in securityGroup
      ? securityGroup
      : new DataAwsSecurityGroup(scope, 'security-group', {
          name: securityGroup.name,
          vpcId: lookUpVpc(scope, getAwsCloud(cluster).network),
        });
  new VpcSecurityGroupIngressRule(scope, 'nodes', {
    securityGroupId: id,
    referencedSecurityGroupId: clusterReferences(scope, cluster).securityGroupId,
    description: `Nodes of the cluster ${cluster.cluster}`,
    ipProtocol: 'tcp',
    fromPort: port,
    toPort: port,
  });
}
