import { run } from '../../../tools/command';

/**
 * Creates a self-signed certificate, and returns its files.
 * @param path of the files, without extension
 * @param subjectAltName such as `DNS:acme.example`
 */
export async function createCertificate(
  path: string,
  subjectAltName: string,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const [key, certificate] = [`${path}.key`, `${path}.crt`];
  const subject = ['-subj', '/CN=plinth login test', '-addext', `subjectAltName=${subjectAltName}`, '-days', '2'];
  const keyOptions = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await run('openssl', ['req', '-x509', ...keyOptions, ...subject, '-keyout', key, '-out', certificate]);
  return { certificate, key };
}
