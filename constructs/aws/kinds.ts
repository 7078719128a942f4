import { eks } from './eks';
import { rds } from './data/rds';
import { s3 } from './data/s3';
import { secretsManager } from './secrets/secrets-manager';
import { ebs } from './storage/ebs';

/** All kinds of `plinth/aws`, for `language([...kinds, ...awsKinds])`. */
export const awsKinds = [ebs, eks, rds, s3, secretsManager] as const;
