import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioContext } from '../../../../lab/scenario';

/** How requests to the endpoint of the API are sent. */
interface PollingOptions {
  /** @default 8443, that of HAProxy on control planes */
  readonly port?: number;
  /** Set for a single control plane, whose API does not answer while it restarts. @default no request may be lost */
  readonly mayLose?: true;
}

/**
 * Sends requests to the endpoint of the API until the returned function is called. That function prints their number, and
 * each one without an answer, and throws if one may not be lost.
 */
export function pollEndpoint(context: ScenarioContext, address: string, { port = 8443, mayLose }: PollingOptions = {}) {
  const [log, stopFile] = [join(context.folder, 'endpoint.log'), join(context.folder, 'endpoint.stop')];
  writeFileSync(log, '');
  // The body of an answer with another status than 200 has a line `[-]CHECK failed` per failed check.
  const script = `rm -f '${stopFile}'; while [ ! -e '${stopFile}' ]; do
    if output=$(curl --silent --show-error --insecure --max-time 10 --write-out '%{http_code}' https://${address}:${port}/livez 2>&1) && [ "$output" = ok200 ]
    then echo answered; else echo "lost $(date --utc +%T) $(tr '\\n' ' ' <<<"$output" | grep -o '\\[-\\][a-z-]*\\|curl: .*' || echo "$output")"; fi >>'${log}'
    sleep 0.2; done`;
  const polling = context.runInNetwork(['bash', '-c', script]);
  return async () => {
    writeFileSync(stopFile, '');
    await polling;
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    const lost = lines.filter((line) => line.startsWith('lost'));
    console.log([`${lines.length} requests to the endpoint, ${lost.length} lost`, ...lost].join('\n'));
    if (lines.length < 10) throw new Error(`only ${lines.length} requests were sent`);
    if (lost.length > 0 && mayLose !== true)
      throw new Error(`${lost.length} of ${lines.length} requests to the endpoint were lost`);
  };
}
