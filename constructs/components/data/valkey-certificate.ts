import type { Construct } from 'constructs';
import { addGeneratedPassword } from '../secrets/binding-secret';
import { cacheHost, type ValkeyServer } from './valkey-layout';

/** Key of the Secret with the certificate of a cache. */
const certificateKey = 'tls.pem';

/** Folder of the container with the certificate. */
export const certificateFolder = '/etc/valkey-certificate';

/** File of the container with the certificate, its key, and the certificate of its authority. */
export const certificateFile = `${certificateFolder}/${certificateKey}`;

/** Name in templates of the Secret with the certificate. */
const sourceName = 'certificate';

/** Days until the certificate expires. A restart for another one would empty a cache without a volume. */
const validDays = 3650;

/** Returns the name of the Secret with the certificate of a cache. */
export function certificateSecretName(name: string): string {
  return `${name}-certificate`;
}

/**
 * Adds the Secret with the certificate of a cache, of an authority of its own that signs no other one. External Secrets
 * generates both once: one template has both, since another one would have another authority.
 * @see https://external-secrets.io/latest/guides/templating/
 */
export function addCertificate(scope: Construct, { name, workload: { namespace } }: ValkeyServer): void {
  const hosts = `(list "${cacheHost(name, namespace)}" "${name}")`;
  addGeneratedPassword(scope, {
    name: certificateSecretName(name),
    namespace,
    data: {
      [certificateKey]: [
        // A certificate with the name of its authority would be taken for a self-signed one.
        `{{ $authority := genCA "${name}-ca" ${validDays} }}`,
        `{{ $server := genSignedCert "${name}" nil ${hosts} ${validDays} $authority }}`,
        '{{ $server.Cert }}{{ $server.Key }}{{ $authority.Cert }}',
      ].join(''),
    },
  });
}

/** Source of the Secret of a use for {@link authorityTemplate}. */
export function certificateSource(name: string) {
  return { [sourceName]: { secret: certificateSecretName(name), key: certificateKey } };
}

/**
 * Template of the certificate of the authority, the last one of the file. `filterCertChain` of External Secrets finds no leaf here:
 * it takes the certificate of the server, which has no key identifier, for the parent of the authority, which names none.
 */
export const authorityTemplate = `{{ .${sourceName} | regexFind "-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\\\\s*$" }}`;
