import { spawnSync } from 'node:child_process';

/** Environment variable of the process inside the network namespace. */
const insideVariable = 'PLINTH_TEST_NETWORK_NAMESPACE';

/**
 * Runs this process again in a new network namespace, in which all ports are free and no packet leaves loopback, and
 * exits with its exit code. Returns undefined inside the namespace, or the reason why none can be created.
 */
export function enterNetworkNamespace(): string | undefined {
  if (process.env[insideVariable] !== undefined) return undefined;
  const unshareOptions = ['--user', '--map-root-user', '--net'];
  const enableLoopback = 'ip link set lo up';
  const trial = spawnSync('unshare', [...unshareOptions, 'sh', '-c', enableLoopback], { encoding: 'utf8' });
  if (trial.status !== 0) return (trial.error?.message ?? trial.stderr).trim();
  const command = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status } = spawnSync(
    'unshare',
    [...unshareOptions, 'sh', '-c', `${enableLoopback} && exec "$@"`, 'sh', ...command],
    { stdio: 'inherit', env: { ...process.env, [insideVariable]: '1' } },
  );
  process.exit(status ?? 1);
}
