// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export { eks } from './eks';
export { elastiCache } from './data/elasticache';
export { rds } from './data/rds';
export { s3 } from './data/s3';
export { sqs } from './data/sqs';
export { awsKinds } from './kinds';
export { secretsManager, secretsManagerStore } from './secrets/secrets-manager';
export { ebs } from './storage/ebs';
