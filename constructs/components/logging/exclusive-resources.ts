/** What kinds of several names may take for themselves (see `claims` of a kind), each with what to write instead. */

/** Two collectors bring every line twice. */
export const containerLogs = {
  'what containers print': 'remove one of the collectors; loki({ collector: false }) has none',
};
