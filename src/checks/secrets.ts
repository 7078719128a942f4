import { error, type PathSegment, type Problem } from '../schema/problem';
import type { Workload } from '../definition/workload';
import type { CheckContext } from './context';

const secretVariableName = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
/** Of charts, those that end in `secret` or `secretKey` are names of Secrets and of keys in them. */
const secretOptionName = /(password|passwd|passphrase|token|api_?key|private_?key|access_?key|client_?secret)$/i;
const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@$]+@/i;
/** Who knows such an address may post to it. */
const webhookUrl =
  /^https:\/\/(hooks\.slack\.com|discord(app)?\.com\/api\/webhooks|[a-z0-9.-]*webhook\.office\.com|api\.telegram\.org\/bot|chat\.googleapis\.com\/v1\/spaces)/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** What is filled in later, or read from a file. */
const placeholderOrPath = /^\/|\$|\{\{/;

/** Secrets that were written where everybody reads them. A value is never shown: it may be the secret. */
export function checkSecrets({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap(({ components }) =>
    components.flatMap(({ options, path }) =>
      findSecrets(options).map((at) =>
        error(
          [...path, ...at],
          undefined,
          'looks like a secret, and its value would be readable in every output',
          'name a Secret that exists in the cluster, by what the component or its chart has for that',
        ),
      ),
    ),
  );
}

/** Variables of a workload that look like secrets. */
export function listSecretVariables({ env = {} }: Partial<Workload>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && (secretVariableName.test(name) || containsSecret(value)) ? [name] : [],
  );
}

function containsSecret(value: string): boolean {
  return [urlWithPassword, webhookUrl, privateKey].some((secret) => secret.test(value));
}

function findSecrets(value: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof value === 'string') {
    const named = secretOptionName.test(String(path.at(-1))) && value !== '' && !placeholderOrPath.test(value);
    return named || containsSecret(value) ? [path] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    findSecrets(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
