/**
 * Kinds of AWS. Requires the package `@cdktf/provider-aws`.
 * @module plinth/aws
 */
// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export type * from './documented-options';
export {
  awsKinds,
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
} from './kinds';
export { secretsManagerStore } from './secrets/secrets-manager';
