import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildArtifacts } from '../../../../lab/artifacts';
import { fileSha256 } from '../../../../lab/image-archive';
import { gateway } from '../../../../lab/layout';
import type { ScenarioContext } from '../../../../lab/scenario';
import { waitFor } from '../../../../lab/wait-for';
import { run } from '../../../../tools/command';
import { startProcess } from './processes';

/** Services of a site outside its cluster, see servers.ts. They are killed with the lab's network. */
export interface SiteServices {
  /** Certificate of the private CA of mirror and issuer, in PEM. */
  readonly caCertificate: string;
  /** URL of the HTTP proxy. */
  readonly proxy: string;
  /** URL of the mirror of registries. */
  readonly mirror: string;
  /** URL of the OIDC issuer. */
  readonly issuer: string;
  /** Artifact server without images. */
  readonly artifacts: { readonly url: string; readonly sha256: string };
  /** Returns an ID token for ada@lab.example, a member of group `engineers`. */
  issueToken(): Promise<string>;
  /** Lists all requests to proxy, mirror and issuer, one line each. */
  requests(): readonly string[];
}

/** Starts the services in the lab's network. */
export async function startSiteServices(context: ScenarioContext): Promise<SiteServices> {
  const folder = join(context.folder, 'site-services');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = (name: string) => join(folder, name);
  await run('bash', ['-euc', certificateScript, 'bash', folder, gateway]);
  writeFileSync(file('log'), '');

  const artifacts = await buildArtifacts(console.log);
  mkdirSync(file('artifacts'));
  for (const name of readdirSync(artifacts)) {
    if (name !== 'images' && name !== 'SHA256SUMS') symlinkSync(join(artifacts, name), join(file('artifacts'), name));
  }
  const checksums = readFileSync(join(artifacts, 'SHA256SUMS'), 'utf8').split('\n');
  writeFileSync(
    join(file('artifacts'), 'SHA256SUMS'),
    checksums.filter((line) => !line.includes('  images/')).join('\n'),
  );
  const tsx = [process.execPath, '--import', 'tsx'];
  startProcess(context, file('servers.out'), [
    ...[...tsx, join(__dirname, 'servers.ts'), gateway, join(artifacts, 'images')],
    ...[file('server.crt'), file('server.key'), file('log')],
  ]);
  const server = join(__dirname, '../../../../lab/artifact-server.ts');
  startProcess(context, file('artifacts.out'), [...tsx, server, file('artifacts'), gateway, '8098']);
  const curl = (path: string) =>
    context.runInNetwork(['curl', '--silent', '--fail', '--cacert', file('ca.crt'), `https://${gateway}:5443${path}`]);
  await waitFor(
    20,
    () => curl('/v2/').then(...toOptional),
    `the site services did not start; see ${file('servers.out')}`,
  );
  return {
    caCertificate: readFileSync(file('ca.crt'), 'utf8'),
    proxy: `http://${gateway}:3128`,
    mirror: `https://${gateway}:5443/v2/mirror`,
    issuer: `https://${gateway}:5443/issuer`,
    artifacts: { url: `http://${gateway}:8098`, sha256: fileSha256(join(file('artifacts'), 'SHA256SUMS')) },
    issueToken: async () => JSON.parse((await curl('/issuer/token')).stdout) as string,
    requests: () => (existsSync(file('log')) ? readFileSync(file('log'), 'utf8').split('\n') : []),
  };
}

/** Callbacks for `then` that return true or, on an error, undefined. */
const toOptional = [() => true, () => undefined] as const;

const certificateScript = `
  cd "$1"
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=CA of the lab' -keyout ca.key -out ca.crt \\
    -addext basicConstraints=critical,CA:TRUE
  openssl req -newkey rsa:2048 -nodes -subj "/CN=$2" -keyout server.key -out server.csr
  printf 'subjectAltName=IP:%s' "$2" >names
  openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.crt
`;
