/** People who may log in at ORY, in a file of their own: a person who joins or leaves a team changes no other file. */
export const people = [
  { email: 'ann@signals.example', name: 'Ann', groups: ['platform'] },
  { email: 'ben@signals.example', name: 'Ben', groups: ['ingest-team'] },
  { email: 'cem@signals.example', name: 'Cem', groups: ['ingest-team', 'analytics-team'] },
];
