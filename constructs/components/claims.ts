/** What kinds of several names may take for themselves (see `claims` of a kind), each with what to write instead. */

/** Kubernetes takes the newest of several defaults, so that claims would go now to one and now to the other. */
export const defaultStorageClass = { 'the default StorageClass': 'write defaultClass: false' };

/** Two collectors bring every line twice. */
export const containerLogs = {
  'what containers print': 'remove one of the collectors; loki({ collector: false }) has none',
};
