import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeAws } from '../../../support/aws';
import { readStack, synthesize, type Terraform } from '../../../support/output-files';
import { createAwsPlatform } from '../../../golden/aws/platform';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

const stackNames = [
  'prod-eu-north-1-network',
  'shop-prod-data',
  'cloud1-infrastructure',
  'cloud1-bootstrap',
  'cloud1-platform',
];

/**
 * Actions for which IAM knows no resources: they only read, or add telemetry.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const actionsWithoutResources =
  /^(ec2:Describe\w+|pricing:GetProducts|route53:ListHostedZones(ByName)?|xray:Put\w+|cloudwatch:PutMetricData)$/;

describeAws('the output for AWS', (aws, language) => {
  const stacks = (): readonly (readonly [string, Terraform])[] => {
    const files = synthesize(createAwsPlatform(aws), undefined, language);
    return stackNames.map((name) => [name, readStack(files, name)] as const);
  };

  test('grants each role these permissions, and no action * and no resource * but for lists', () => {
    const table = stacks().flatMap(([, { resource = {} }]) =>
      Object.entries(resource.aws_iam_role_policy ?? {}).flatMap(([id, { policy }]) =>
        (JSON.parse(String(policy)) as { Statement: Statement[] }).Statement.map(
          ({ Effect, Action, Resource }) =>
            `${id}: ${Effect} ${[Action].flat().join(' ')} on ${[Resource].flat().join(' ')}`,
        ),
      ),
    );
    expect(table.sort()).toMatchInlineSnapshot(`
     [
       "cloud-watch-logs_collector-read: Allow kms:Decrypt on \${aws_kms_key.cloud-watch-logs_key.arn}",
       "cloud-watch-logs_collector-read: Allow s3:GetObject on \${aws_s3_bucket.cloud-watch-logs_bucket.arn}/*",
       "cloud-watch-logs_collector-read: Allow sqs:ReceiveMessage sqs:DeleteMessage on \${aws_sqs_queue.cloud-watch-logs_queue.arn}",
       "cloud-watch-logs_filter-permissions: Allow firehose:PutRecord firehose:PutRecordBatch on \${aws_kinesis_firehose_delivery_stream.cloud-watch-logs_stream.arn}",
       "cloud-watch-logs_stream-permissions: Allow kms:Decrypt kms:GenerateDataKey on \${aws_kms_key.cloud-watch-logs_key.arn}",
       "cloud-watch-logs_stream-permissions: Allow s3:AbortMultipartUpload s3:GetBucketLocation s3:ListBucket s3:ListBucketMultipartUploads s3:PutObject on \${aws_s3_bucket.cloud-watch-logs_bucket.arn} \${aws_s3_bucket.cloud-watch-logs_bucket.arn}/*",
       "cloud-watch_gateway-write: Allow logs:DescribeLogStreams logs:PutLogEvents on \${aws_cloudwatch_log_group.cloud-watch_logs.arn} \${aws_cloudwatch_log_group.cloud-watch_logs.arn}:*",
       "cloud-watch_gateway-write: Allow xray:PutSpans xray:PutSpansForIndexing xray:PutTraceSegments on *",
       "elasticache_provisioner-provision: Allow elasticache:DescribeUsers elasticache:ModifyUser elasticache:ListTagsForResource elasticache:AddTagsToResource on arn:aws:elasticache:eu-north-1:\${data.aws_caller_identity.elasticache_account.account_id}:user:acme-prod-*",
       "elasticache_provisioner-provision: Allow kms:Decrypt on arn:aws:kms:eu-north-1:\${data.aws_caller_identity.elasticache_account.account_id}:key/*",
       "elasticache_provisioner-provision: Allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-north-1:\${data.aws_caller_identity.elasticache_account.account_id}:secret:acme/prod/*/cache/*",
       "flow-logs-permissions: Allow logs:CreateLogStream logs:DescribeLogStreams logs:PutLogEvents on \${aws_cloudwatch_log_group.flow-logs-group.arn} \${aws_cloudwatch_log_group.flow-logs-group.arn}:*",
       "flow-logs-permissions: Allow logs:DescribeLogGroups on arn:aws:logs:eu-north-1:\${data.aws_caller_identity.account.account_id}:log-group:*",
       "karpenter_controller-instances: Allow ec2:CreateTags on arn:aws:ec2:eu-north-1:*:fleet/* arn:aws:ec2:eu-north-1:*:instance/* arn:aws:ec2:eu-north-1:*:volume/* arn:aws:ec2:eu-north-1:*:network-interface/* arn:aws:ec2:eu-north-1:*:launch-template/* arn:aws:ec2:eu-north-1:*:spot-instances-request/*",
       "karpenter_controller-instances: Allow ec2:CreateTags on arn:aws:ec2:eu-north-1:*:instance/*",
       "karpenter_controller-instances: Allow ec2:RunInstances ec2:CreateFleet ec2:CreateLaunchTemplate on arn:aws:ec2:eu-north-1:*:fleet/* arn:aws:ec2:eu-north-1:*:instance/* arn:aws:ec2:eu-north-1:*:volume/* arn:aws:ec2:eu-north-1:*:network-interface/* arn:aws:ec2:eu-north-1:*:launch-template/* arn:aws:ec2:eu-north-1:*:spot-instances-request/*",
       "karpenter_controller-instances: Allow ec2:RunInstances ec2:CreateFleet on arn:aws:ec2:eu-north-1:*:launch-template/*",
       "karpenter_controller-instances: Allow ec2:RunInstances ec2:CreateFleet on arn:aws:ec2:eu-north-1::image/* arn:aws:ec2:eu-north-1::snapshot/* arn:aws:ec2:eu-north-1:*:security-group/* arn:aws:ec2:eu-north-1:*:subnet/* arn:aws:ec2:eu-north-1:*:capacity-reservation/*",
       "karpenter_controller-instances: Allow ec2:TerminateInstances ec2:DeleteLaunchTemplate on arn:aws:ec2:eu-north-1:*:instance/* arn:aws:ec2:eu-north-1:*:launch-template/*",
       "karpenter_controller-instances: Allow iam:CreateServiceLinkedRole on arn:aws:iam::\${data.aws_caller_identity.karpenter_account.account_id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot",
       "karpenter_controller-instances: Allow iam:PassRole on \${aws_iam_role.node-role.arn}",
       "karpenter_controller-lookups: Allow ec2:DescribeAvailabilityZones ec2:DescribeCapacityReservations ec2:DescribeImages ec2:DescribeInstances ec2:DescribeInstanceStatus ec2:DescribeInstanceTypes ec2:DescribeInstanceTypeOfferings ec2:DescribeLaunchTemplates ec2:DescribePlacementGroups ec2:DescribeSecurityGroups ec2:DescribeSpotPriceHistory ec2:DescribeSubnets on *",
       "karpenter_controller-lookups: Allow eks:DescribeCluster on \${aws_eks_cluster.cluster.arn}",
       "karpenter_controller-lookups: Allow iam:GetInstanceProfile on arn:aws:iam::\${data.aws_caller_identity.karpenter_account.account_id}:instance-profile/*",
       "karpenter_controller-lookups: Allow pricing:GetProducts on *",
       "karpenter_controller-lookups: Allow sqs:ReceiveMessage sqs:DeleteMessage sqs:GetQueueUrl on \${aws_sqs_queue.karpenter_interruptions.arn}",
       "karpenter_controller-lookups: Allow ssm:GetParameter on arn:aws:ssm:eu-north-1::parameter/aws/service/*",
       "rds_provisioner-provision: Allow kms:Decrypt on arn:aws:kms:eu-north-1:\${data.aws_caller_identity.rds_account.account_id}:key/*",
       "rds_provisioner-provision: Allow rds:DescribeDBInstances on arn:aws:rds:eu-north-1:\${data.aws_caller_identity.rds_account.account_id}:db:acme-prod-*",
       "rds_provisioner-provision: Allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-north-1:\${data.aws_caller_identity.rds_account.account_id}:secret:acme/prod/*/database/*",
       "rds_provisioner-provision: Allow secretsmanager:GetSecretValue on arn:aws:secretsmanager:eu-north-1:\${data.aws_caller_identity.rds_account.account_id}:secret:rds!db-*",
       "route53_cert-manager-zones: Allow route53:ChangeResourceRecordSets on arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
       "route53_cert-manager-zones: Allow route53:GetChange on arn:aws:route53:::change/*",
       "route53_cert-manager-zones: Allow route53:ListHostedZones route53:ListHostedZonesByName on *",
       "route53_cert-manager-zones: Allow route53:ListResourceRecordSets route53:ListTagsForResource on arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
       "route53_external-dns-zones: Allow route53:ChangeResourceRecordSets on arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
       "route53_external-dns-zones: Allow route53:GetChange on arn:aws:route53:::change/*",
       "route53_external-dns-zones: Allow route53:ListHostedZones route53:ListHostedZonesByName on *",
       "route53_external-dns-zones: Allow route53:ListResourceRecordSets route53:ListTagsForResource on arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ",
       "secrets-manager_operator-read-secrets: Allow kms:Decrypt on arn:aws:kms:eu-north-1:\${data.aws_caller_identity.secrets-manager_account.account_id}:key/*",
       "secrets-manager_operator-read-secrets: Allow secretsmanager:GetSecretValue secretsmanager:DescribeSecret on arn:aws:secretsmanager:eu-north-1:\${data.aws_caller_identity.secrets-manager_account.account_id}:secret:acme/prod/*",
       "secrets-manager_operator-write-component-secrets: Allow secretsmanager:CreateSecret secretsmanager:PutSecretValue secretsmanager:TagResource secretsmanager:DeleteResourcePolicy on arn:aws:secretsmanager:eu-north-1:\${data.aws_caller_identity.secrets-manager_account.account_id}:secret:acme/prod/platform/cloud1/*",
       "shop_web-identity_pod-bucket: Allow kms:Decrypt kms:GenerateDataKey on arn:aws:kms:eu-north-1:*:key/*",
       "shop_web-identity_pod-bucket: Allow s3:GetObject s3:PutObject s3:DeleteObject s3:AbortMultipartUpload s3:ListMultipartUploadParts on arn:aws:s3:::acme-prod-shop-web/*",
       "shop_web-identity_pod-bucket: Allow s3:ListBucket s3:GetBucketLocation s3:ListBucketMultipartUploads on arn:aws:s3:::acme-prod-shop-web",
       "shop_web-identity_pod-permissions: Allow sqs:SendMessage on arn:aws:sqs:eu-north-1:123456789012:orders",
       "shop_web-identity_pod-queue: Allow kms:Decrypt kms:GenerateDataKey on arn:aws:kms:eu-north-1:123456789012:key/*",
       "shop_web-identity_pod-queue: Allow sqs:SendMessage sqs:ReceiveMessage sqs:DeleteMessage sqs:ChangeMessageVisibility sqs:GetQueueAttributes sqs:GetQueueUrl on arn:aws:sqs:eu-north-1:123456789012:acme-prod-shop-web",
     ]
    `);
    for (const line of table) {
      const [, actions = '', resources = ''] = / Allow (.*) on (.*)$/.exec(line) ?? [];
      expect(actions.split(' ')).not.toContain('*');
      if (resources.split(' ').includes('*'))
        expect(actions.split(' ').filter((action) => !actionsWithoutResources.test(action))).toEqual([]);
    }
  });

  test('attaches these policies that AWS manages, and none that administers an account', () => {
    const table = stacks().flatMap(([, { resource = {} }]) =>
      Object.entries(resource.aws_iam_role_policy_attachment ?? {}).map(
        ([id, { policy_arn: arn }]) => `${id}: ${String(arn).replace('arn:aws:iam::aws:policy/', '')}`,
      ),
    );
    expect(table.sort()).toMatchInlineSnapshot(`
     [
       "cluster-policy: AmazonEKSClusterPolicy",
       "ebs_aws-ebs-csi-driver-policy: service-role/AmazonEBSCSIDriverPolicy",
       "node-AmazonEC2ContainerRegistryPullOnly: AmazonEC2ContainerRegistryPullOnly",
       "node-AmazonEKSWorkerNodePolicy: AmazonEKSWorkerNodePolicy",
       "postgresql_monitoring-policy: service-role/AmazonRDSEnhancedMonitoringRole",
       "vpc-cni-policy: AmazonEKS_CNI_Policy",
     ]
    `);
    expect(table.join()).not.toMatch(/Administrator|PowerUser|FullAccess/);
  });

  test('sets no attribute with a credential that a state would keep', () => {
    const used = stacks().flatMap(([stack, { resource = {} }]) =>
      Object.entries(resource).flatMap(([type, instances]) =>
        Object.values(instances).map((attributes) => ({ stack, type, attributes })),
      ),
    );
    const types = [...new Set(used.map(({ type }) => type))].filter((type) => type.startsWith('aws_')).sort();
    expect(types.length).toBeGreaterThan(30);
    const credentials = types.flatMap((type) =>
      listCredentialAttributes(type).map((attribute) => `${type}.${attribute}`),
    );
    // An attribute of a new type appears here, and needs a reason.
    expect(credentials).toEqual(Object.keys(credentialAttributes).sort());
    const set = used.flatMap(({ stack, type, attributes }) =>
      Object.keys(attributes)
        .filter((attribute) => credentialAttributes[`${type}.${attribute}`] === 'not set')
        .map((attribute) => `${stack}: ${type}.${attribute}`),
    );
    expect(set).toEqual([]);
  });
});

/**
 * Attributes of the types in use that can contain a credential, with the reason why none is in a state. `not set` is
 * verified.
 */
const credentialAttributes: Readonly<Record<string, string>> = {
  'aws_db_instance.manage_master_user_password': 'true: RDS generates the password, and keeps it in Secrets Manager',
  'aws_db_instance.password': 'not set',
  'aws_db_instance.password_wo': 'not set',
  'aws_db_instance.password_wo_version': 'not set',
  'aws_elasticache_replication_group.auth_token': 'not set',
  'aws_elasticache_replication_group.auth_token_update_strategy': 'not set',
  'aws_elasticache_user.no_password_required': 'not set',
  'aws_elasticache_user.passwords': 'not set',
  'aws_kinesis_firehose_delivery_stream.access_key': 'not set',
  'aws_kinesis_firehose_delivery_stream.hec_token': 'not set',
  'aws_kinesis_firehose_delivery_stream.password': 'not set',
  'aws_kinesis_firehose_delivery_stream.private_key': 'not set',
  'aws_secretsmanager_secret_version.secret_binary': 'not set',
  'aws_secretsmanager_secret_version.secret_string': 'not set',
  'aws_secretsmanager_secret_version.secret_string_wo': 'write-only: Terraform stores it in no plan and no state',
  'aws_secretsmanager_secret_version.secret_string_wo_version': 'a digest of the ID of the server',
};

/** Names that the arguments of the provider with credentials have. Its bindings do not record which are sensitive. */
const credentialName = /password|secret(String|Binary)|token|privateKey|accessKey/i;

/** Lists the arguments of a resource type that can contain a credential, from the bindings of the provider. */
function listCredentialAttributes(type: string): readonly string[] {
  const name = type.replace(/^aws_/, '').replaceAll('_', '-');
  const file = join(__dirname, '../../../../node_modules/@cdktf/provider-aws/lib', name, 'index.d.ts');
  const names = [...readFileSync(file, 'utf8').matchAll(/^ {4}readonly (\w+)\??:/gm)].map(
    ([, property = '']) => property,
  );
  return [...new Set(names)]
    .filter((property) => credentialName.test(property) && property !== 'httpTokens')
    .map((property) => property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .sort();
}
