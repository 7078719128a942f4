import { cloudLogging } from './telemetry/cloud-logging';
import { cloudObservability } from './telemetry/cloud-observability';
import { cloudSql } from './data/cloud-sql';
import { gcs } from './data/gcs';
import { memorystore } from './data/memorystore';
import { pubsub } from './data/pubsub';
import { cloudDns } from './dns/cloud-dns';
import { gke } from './gke';
import { existingGke } from './gke/existing';
import { secretManager } from './secrets/secret-manager';
import { persistentDisk } from './storage/persistent-disk';

export {
  cloudDns,
  cloudLogging,
  cloudObservability,
  cloudSql,
  existingGke,
  gcs,
  gke,
  memorystore,
  persistentDisk,
  pubsub,
  secretManager,
};

/** All kinds of `plinth/google`, for `language([...kinds, ...googleKinds])`. */
export const googleKinds = [
  cloudDns,
  cloudLogging,
  cloudObservability,
  cloudSql,
  existingGke,
  gcs,
  gke,
  memorystore,
  persistentDisk,
  pubsub,
  secretManager,
] as const;
