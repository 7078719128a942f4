import { error, type PathSegment, type Problem } from '../problem';
import type { Workload } from '../workload';
import type { Known } from './known';

const variable = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;
/** Of charts, those that end in `secret` or `secretKey` are names of Secrets and of keys in them. */
const option = /(password|passwd|passphrase|token|api_?key|private_?key|access_?key|client_?secret)$/i;
const inUrl = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@$]+@/i;
/** Who knows such an address may post to it. */
const webhook =
  /^https:\/\/(hooks\.slack\.com|discord(app)?\.com\/api\/webhooks|[a-z0-9.-]*webhook\.office\.com|api\.telegram\.org\/bot|chat\.googleapis\.com\/v1\/spaces)/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
/** What is filled in later, or read from a file. */
const reference = /^\/|\$|\{\{/;

/** Secrets that were written where everybody reads them. A value is never shown: it may be the secret. */
export function secretProblems({ drafts }: Known): readonly Problem[] {
  return drafts.flatMap(({ components }) =>
    components.flatMap(({ options, path }) =>
      secretsIn(options).map((at) =>
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
export function secretVariables({ env = {} }: Partial<Workload>): readonly string[] {
  return Object.entries(env).flatMap(([name, value]) =>
    typeof value === 'string' && value !== '' && (variable.test(name) || inValue(value)) ? [name] : [],
  );
}

function inValue(value: string): boolean {
  return [inUrl, webhook, privateKey].some((secret) => secret.test(value));
}

function secretsIn(value: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof value === 'string') {
    const named = option.test(String(path.at(-1))) && value !== '' && !reference.test(value);
    return named || inValue(value) ? [path] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    secretsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
