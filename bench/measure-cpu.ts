/** Runs a function and returns its CPU time in seconds and its result. */
export function measureCpu<T>(action: () => T): [cpuSeconds: number, result: T] {
  const start = process.cpuUsage();
  const result = action();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1e6, result];
}
