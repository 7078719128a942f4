/** Formats /etc/plinth/cluster of the host w1 in the cluster `x`; `changes` replaces fields. */
export function stateFile(changes: Readonly<Record<string, string>> = {}): string {
  const fields = {
    ...{
      stage: 'joined',
      identity: 'x',
      cluster: 'dc1',
      name: 'w1',
      address: '10.0.0.21',
      role: 'worker',
      written: '1',
    },
    ...changes,
  };
  return Object.entries(fields)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/** Returns the output of state.sh for {@link stateFile}. */
export const stateLine = (changes: Readonly<Record<string, string>> = {}) =>
  stateFile(changes).trim().replaceAll(/^\w+=/gm, '').split('\n').join(' ');
