import { cloudSql } from './data/cloud-sql';
import { gcs } from './data/gcs';
import { gke } from './gke';
import { secretManager } from './secrets/secret-manager';
import { persistentDisk } from './storage/persistent-disk';

/** All kinds of `plinth/google`, for `language([...kinds, ...googleKinds])`. */
export const googleKinds = [cloudSql, gcs, gke, persistentDisk, secretManager] as const;
