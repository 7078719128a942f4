import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScenarioContext } from '../../../../lab/scenario';

/** Sends requests to the endpoint of the API until the returned function is called, which returns their numbers. */
export function pollEndpoint(context: ScenarioContext, address: string) {
  const [log, stopFile] = [join(context.folder, 'endpoint.log'), join(context.folder, 'endpoint.stop')];
  writeFileSync(log, '');
  const script = `rm -f '${stopFile}'; while [ ! -e '${stopFile}' ]; do
    if curl --silent --insecure --fail --max-time 10 --output /dev/null https://${address}:8443/livez; then echo answered; else echo lost; fi >>'${log}'
    sleep 0.2; done`;
  const polling = context.runInNetwork(['bash', '-c', script]);
  return async () => {
    writeFileSync(stopFile, '');
    await polling;
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    return { sent: lines.length, lost: lines.filter((line) => line === 'lost').length };
  };
}
