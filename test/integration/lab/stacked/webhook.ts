import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gateway } from '../../../../lab/layout';
import { inside } from '../../../../lab/network';
import type { Site } from '../../../../lab/scenario';

/** What a tenant has outside of the cluster to be told of its alerts. It ends with the lab's network. */
export interface Webhook {
  readonly url: string;
  /** What was sent to it: the path, and the body after a space. */
  received(): readonly string[];
}

/** Starts it inside the lab's network. */
export function startWebhook(site: Site): Webhook {
  const log = join(site.folder, 'webhook.log');
  rmSync(log, { force: true });
  const [program, args] = inside(site.lab, [process.execPath, '--import', 'tsx', __filename, gateway, log]);
  const out = openSync(join(site.folder, 'webhook.out'), 'a');
  spawn(program, args, { detached: true, stdio: ['ignore', out, out] }).unref();
  return {
    url: `http://${gateway}`,
    received: () => (existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : []),
  };
}

// startWebhook runs this file: tsx webhook.ts ADDRESS LOG.
if (require.main === module) {
  const [address = '', log = ''] = process.argv.slice(2);
  createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      appendFileSync(log, `${request.url ?? ''} ${body.replaceAll('\n', ' ')}\n`);
      response.end();
    });
  }).listen(80, address);
}
