import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';

/** Creates `ca.crt`, and `server.crt` with `server.key` for a host, in a folder, as an operator does. */
export async function createCertificates(folder: string, host: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const path = (file: string) => join(folder, file);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', [
    ...['req', '-x509', ...newKey, '-days', '2', '-subj', '/CN=ca', '-keyout', path('ca.key'), '-out', path('ca.crt')],
  ]);
  await run('openssl', [
    ...['req', ...newKey, '-subj', '/CN=server', '-keyout', path('server.key'), '-out', path('server.csr')],
  ]);
  writeFileSync(path('extensions'), `subjectAltName = DNS:${host}, IP:127.0.0.1\n`);
  await run('openssl', [
    ...['x509', '-req', '-days', '2', '-in', path('server.csr'), '-CA', path('ca.crt'), '-CAkey', path('ca.key')],
    ...['-CAcreateserial', '-extfile', path('extensions'), '-out', path('server.crt')],
  ]);
}
