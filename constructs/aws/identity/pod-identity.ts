import { EksPodIdentityAssociation } from '@cdktf/provider-aws/lib/eks-pod-identity-association';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { clusterReferences } from '../cloud/cluster-references';
import { formatName } from '../cloud/names';
import { renderPolicy, type PolicyStatement } from '../cloud/policy-document';

/** Service account of pods in the cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/** Properties of the role of pods. */
export interface PodRoleProps {
  /** Parts of the name of the role. */
  readonly name: readonly string[];
  readonly serviceAccount: ServiceAccount;
  /** Cluster of the pods. */
  readonly cluster: ClusterInfo;
  /** Policies by name, in lower case. @default none */
  readonly policies?: Readonly<Record<string, readonly PolicyStatement[] | string>>;
  /** ARN of a policy that AWS manages. @default none */
  readonly managedPolicyArn?: string;
}

/** IAM role of pods. */
export interface PodRole {
  /** Expression of the ARN. */
  readonly arn: string;
  /** Policies of the role, for resources that need them at once. */
  readonly policies: readonly TerraformDependable[];
}

/**
 * Adds an IAM role that only the pods of one service account of this cluster can assume.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 */
export function addPodRole(scope: Construct, id: string, props: PodRoleProps): PodRole {
  const { name, serviceAccount, cluster, policies = {}, managedPolicyArn } = props;
  const role = new IamRole(scope, `${id}-role`, {
    name: formatName('iam-role', ...name),
    assumeRolePolicy: renderPolicy([
      {
        Effect: 'Allow',
        Principal: { Service: 'pods.eks.amazonaws.com' },
        Action: ['sts:AssumeRole', 'sts:TagSession'],
        // Session tags of EKS Pod Identity: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
        Condition: {
          StringEquals: {
            'aws:RequestTag/eks-cluster-arn': clusterReferences(scope, cluster).arn,
            'aws:RequestTag/kubernetes-namespace': serviceAccount.namespace,
            'aws:RequestTag/kubernetes-service-account': serviceAccount.name,
          },
        },
      },
    ]),
  });
  const inlinePolicies = Object.entries(policies).map(
    ([policy, statements]) =>
      new IamRolePolicy(scope, `${id}-${policy}`, {
        name: policy,
        role: role.name,
        policy: typeof statements === 'string' ? statements : renderPolicy(statements),
      }),
  );
  const managedPolicies =
    managedPolicyArn === undefined
      ? []
      : [new IamRolePolicyAttachment(scope, `${id}-policy`, { role: role.name, policyArn: managedPolicyArn })];
  return { arn: role.arn, policies: [...inlinePolicies, ...managedPolicies] };
}

/**
 * Adds a role of pods, and the association by which they receive its short-lived credentials.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
 */
export function addPodIdentity(scope: Construct, id: string, props: PodRoleProps): void {
  new EksPodIdentityAssociation(scope, `${id}-identity`, {
    clusterName: clusterReferences(scope, props.cluster).name,
    namespace: props.serviceAccount.namespace,
    serviceAccount: props.serviceAccount.name,
    roleArn: addPodRole(scope, id, props).arn,
  });
}
