import * as resourceNames from '../../clouds/resource-names';

const letters = (maxLength: number, source: string): resourceNames.NameRule => ({
  maxLength,
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  description: 'letters, digits, hyphens and underscores',
  source,
});

/** Rules for names of AWS resources, by service. */
export const nameRules = {
  'eks-cluster': letters(100, 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html'),
  'eks-node-group': letters(63, 'https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html'),
  'iam-role': letters(64, 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html'),
  'kms-alias': letters(250, 'https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html'),
  'launch-template': {
    ...letters(128, 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html'),
    pattern: /^[A-Za-z0-9()./_-]{3,}$/,
  },
  'security-group': letters(255, 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html'),
  's3-bucket': {
    maxLength: 63,
    pattern: /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and hyphens, and no prefix or suffix that S3 reserves',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
  },
  'rds-instance': {
    maxLength: 63,
    pattern: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/,
    description: 'lower-case letters, digits and single hyphens, and begin with a letter',
    source: 'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
  },
  'elasticache-group': {
    maxLength: 40,
    pattern: /^[a-z](?!.*--)[a-z0-9-]*[a-z0-9]$/,
    description: 'lower-case letters, digits and single hyphens, and begin with a letter',
    source: 'https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html',
  },
  'event-rule': {
    maxLength: 64,
    pattern: /^[A-Za-z0-9._-]+$/,
    description: 'letters, digits, dots, hyphens and underscores',
    source: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html',
  },
  'sqs-queue': {
    maxLength: 80,
    pattern: /^[A-Za-z0-9_-]+$/,
    description: 'letters, digits, hyphens and underscores',
    source: 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html',
  },
  secret: {
    maxLength: 512,
    pattern: /^[A-Za-z0-9/_+=.@-]+$/,
    description: 'letters, digits and the characters /_+=.@-',
    source: 'https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html',
  },
} as const satisfies Record<string, resourceNames.NameRule>;

/** Service of AWS whose names have a rule. */
export type NamedService = keyof typeof nameRules;

/** Returns what is wrong with a name, for an error message; undefined for a valid name. */
export function tryGetNameError(service: NamedService, name: string): string | undefined {
  return resourceNames.tryGetNameError(nameRules[service], name, 'AWS');
}

/** Returns the name of a resource that only programs read. */
export function formatName(service: NamedService, ...parts: readonly string[]): string {
  return resourceNames.formatName(nameRules[service], parts);
}
