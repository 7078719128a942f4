import { spawnSync } from 'node:child_process';

const inside = 'PLINTH_NETWORK_OF_ITS_OWN';

/**
 * Runs this program again in a network namespace of its own, where every port is free and no packet can leave, and ends
 * with its exit code. Returns in that namespace, and where the system lets nobody make one, with the reason.
 */
export function isolate(): string | undefined {
  if (process.env[inside] !== undefined) return undefined;
  const namespace = ['--user', '--map-root-user', '--net'];
  const prepare = 'ip link set lo up';
  const tried = spawnSync('unshare', [...namespace, 'sh', '-c', prepare], { encoding: 'utf8' });
  if (tried.status !== 0) return (tried.error?.message ?? tried.stderr).trim();
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync('unshare', [...namespace, 'sh', '-c', `${prepare} && exec "$@"`, 'sh', ...command], {
    stdio: 'inherit',
    env: { ...process.env, [inside]: '1' },
  });
  process.exit(status ?? 1);
}
