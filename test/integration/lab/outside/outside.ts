import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { artifactsFolder } from '../../../../lab/artifacts';
import { gateway } from '../../../../lab/layout';
import { inside } from '../../../../lab/network';
import type { Site } from '../../../../lab/scenario';
import { within } from '../../../../lab/within';
import { run } from '../../../../tools/command';

/** What a site has outside of its cluster: see servers.ts. It ends with the lab's network. */
export interface Outside {
  /** The certificate of its own authority, which nobody trusts unless told. */
  readonly authority: string;
  readonly proxy: string;
  readonly mirror: string;
  readonly issuer: string;
  /** Artifacts without any image. */
  readonly artifacts: string;
  /** A token of the issuer for ada@lab.example, a member of `engineers`. */
  token(): Promise<string>;
  /** What it was asked, a line for each request. */
  asked(): readonly string[];
}

/** Starts what a site has outside, inside the lab's network. */
export async function startOutside(site: Site): Promise<Outside> {
  const folder = join(site.folder, 'outside');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  await run('bash', ['-euc', certificates, 'bash', folder, gateway]);
  writeFileSync(file('log'), '');

  const artifacts = await artifactsFolder(console.log);
  mkdirSync(file('artifacts'));
  for (const name of readdirSync(artifacts)) {
    if (name !== 'images' && name !== 'SHA256SUMS') symlinkSync(join(artifacts, name), join(file('artifacts'), name));
  }
  const sums = readFileSync(join(artifacts, 'SHA256SUMS'), 'utf8').split('\n');
  writeFileSync(join(file('artifacts'), 'SHA256SUMS'), sums.filter((line) => !line.includes('  images/')).join('\n'));
  const tsx = [process.execPath, '--import', 'tsx'];
  start(site, file('servers.out'), [
    ...[...tsx, join(__dirname, 'servers.ts'), gateway, join(artifacts, 'images')],
    ...[file('server.crt'), file('server.key'), file('log')],
  ]);
  const server = join(__dirname, '../../../../lab/artifact-server.ts');
  start(site, file('artifacts.out'), [...tsx, server, file('artifacts'), gateway, '8098']);
  const curl = (path: string) =>
    site.inside(['curl', '--silent', '--fail', '--cacert', file('ca.crt'), `https://${gateway}:5443${path}`]);
  await within(20, () => curl('/v2/').then(...settled), `what is outside did not start: ${file('servers.out')}`);
  return {
    authority: readFileSync(file('ca.crt'), 'utf8'),
    proxy: `http://${gateway}:3128`,
    mirror: `https://${gateway}:5443/v2/mirror`,
    issuer: `https://${gateway}:5443/issuer`,
    artifacts: `http://${gateway}:8098`,
    token: async () => JSON.parse((await curl('/issuer/token')).stdout) as string,
    asked: () => (existsSync(file('log')) ? readFileSync(file('log'), 'utf8').split('\n') : []),
  };
}

const settled = [() => true, () => undefined] as const;

function start(site: Site, log: string, command: readonly string[]): void {
  const [program, args] = inside(site.lab, command);
  const out = openSync(log, 'a');
  spawn(program, args, { detached: true, stdio: ['ignore', out, out] }).unref();
}

const certificates = `
  cd "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=authority of the lab' -keyout ca.key -out ca.crt \\
    -addext basicConstraints=critical,CA:TRUE
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout server.key -out server.csr
  printf 'subjectAltName=IP:%s' "$2" >names
  openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt
`;
