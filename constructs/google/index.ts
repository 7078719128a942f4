/**
 * Kinds of Google Cloud. Requires the package `@cdktf/provider-google`.
 * @module plinth/google
 */
// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export type * from './documented-options';
export {
  cloudDns,
  cloudLogging,
  cloudObservability,
  cloudSql,
  existingGke,
  gcs,
  gke,
  googleKinds,
  memorystore,
  persistentDisk,
  pubsub,
  secretManager,
} from './kinds';
export { secretManagerStore } from './secrets/secret-manager';
