import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { Construct } from 'constructs';
import { formatName } from './names';
import { partition } from './partition';
import { renderPolicy, type PolicyStatement } from './policy-document';

/** Services of AWS that use a key with permissions of its policy. */
export type KeyUser = 'logs' | 'ec2' | 's3';

/** Properties of an encryption key. */
export interface EncryptionKeyProps {
  readonly region: string;
  /** Parts of the name of the alias. */
  readonly name: readonly string[];
  readonly description: string;
  /** @default identities of the account, by their own permissions */
  readonly users?: readonly KeyUser[];
}

/** Actions by which a service encrypts and decrypts data. */
const encryptionActions = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** Days until a deleted key is gone. Until then it can be restored, and with it all data. */
const deletionWindowInDays = 30;

/**
 * Adds a KMS key with yearly rotation, and returns the expression of its ARN.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
 */
export function addEncryptionKey(
  scope: Construct,
  id: string,
  { region, name, description, users = [] }: EncryptionKeyProps,
): string {
  const accountId = new DataAwsCallerIdentity(scope, `${id}-account`).accountId;
  const key = new KmsKey(scope, id, {
    description,
    enableKeyRotation: true,
    deletionWindowInDays,
    policy: renderPolicy([
      {
        Sid: 'Account',
        Effect: 'Allow',
        Principal: { AWS: `arn:${partition(region)}:iam::${accountId}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
      ...users.map((user) => serviceStatement(user, region, accountId)),
    ]),
  });
  new KmsAlias(scope, `${id}-alias`, {
    name: `alias/${formatName('kms-alias', ...name)}`,
    targetKeyId: key.keyId,
  });
  return key.arn;
}

function serviceStatement(user: KeyUser, region: string, accountId: string): PolicyStatement {
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
  if (user === 'logs')
    return {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: `logs.${region}.amazonaws.com` },
      Action: encryptionActions,
      Resource: '*',
      Condition: {
        ArnLike: {
          'kms:EncryptionContext:aws:logs:arn': `arn:${partition(region)}:logs:${region}:${accountId}:log-group:*`,
        },
      },
    };
  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
  if (user === 's3')
    return {
      Sid: 'BucketEvents',
      Effect: 'Allow',
      Principal: { Service: 's3.amazonaws.com' },
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: '*',
      Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
    };
  // As in the policy of the key aws/ebs: Auto Scaling and the EBS driver create encrypted volumes through EC2.
  return {
    Sid: 'Volumes',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: [...encryptionActions, 'kms:CreateGrant'],
    Resource: '*',
    Condition: {
      StringEquals: { 'kms:CallerAccount': accountId, 'kms:ViaService': `ec2.${region}.amazonaws.com` },
    },
  };
}
