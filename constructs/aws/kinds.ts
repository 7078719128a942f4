import { karpenter } from './autoscaling/karpenter';
import { route53 } from './dns/route53';
import { eks } from './eks';
import { existingEks } from './eks/existing';
import { elastiCache } from './data/elasticache';
import { rds } from './data/rds';
import { s3 } from './data/s3';
import { sqs } from './data/sqs';
import { secretsManager } from './secrets/secrets-manager';
import { ebs } from './storage/ebs';
import { cloudWatch } from './telemetry/cloud-watch';
import { cloudWatchLogs } from './telemetry/cloud-watch-logs';

export {
  cloudWatch,
  cloudWatchLogs,
  ebs,
  eks,
  elastiCache,
  existingEks,
  karpenter,
  rds,
  route53,
  s3,
  secretsManager,
  sqs,
};

/** All kinds of `plinth/aws`, for `language([...kinds, ...awsKinds])`. */
export const awsKinds = [
  cloudWatch,
  cloudWatchLogs,
  ebs,
  eks,
  elastiCache,
  existingEks,
  karpenter,
  rds,
  route53,
  s3,
  secretsManager,
  sqs,
] as const;
