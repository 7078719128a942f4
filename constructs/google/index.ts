// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export { cloudSql } from './data/cloud-sql';
export { gcs } from './data/gcs';
export { memorystore } from './data/memorystore';
export { pubsub } from './data/pubsub';
export { gke } from './gke';
export { googleKinds } from './kinds';
export { secretManager, secretManagerStore } from './secrets/secret-manager';
export { persistentDisk } from './storage/persistent-disk';
