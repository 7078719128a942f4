import { loadAll } from 'js-yaml';
import type { Files } from './output-files';

/** What is a secret wherever it stands. */
const texts = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A URL with a password in it, which is not filled in later.
  /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@"']*:[^/\s@$"']+@[^\s"']/,
  // Tokens of GitHub, GitLab, Slack, AWS, Google and Vault, web tokens, and hashes of passwords.
  /\b(gh[pousr]_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|hvs\.[\w-]{20,})/,
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  /\$2[aby]\$\d\d\$[./\w]{53}/,
];

/** Names of what is secret, as programs write them: PASSWORD, adminPassword, client_secret. */
const secret = /(password|passwd|passphrase|token|secret|api[-_]?key|private[-_]?key|access[-_]?key|credentials?)$/i;

/** What stands there is filled in later or read from a file. */
const reference = /^\/|\$|\{\{/;

/** What names a Secret, or a key in one, instead of holding it. */
const naming = /^(existing|image-?pull)-?secret$/i;

/** What the operator of Elasticsearch reads from Secrets only, and is none. */
const open = ['roles.yml'];

/** Every place of an output where a secret seems to stand, as `file: where`. */
export function secretsIn(files: Files): readonly string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const found = texts.flatMap((pattern) => pattern.exec(text)?.[0].slice(0, 16) ?? []);
    const data =
      /\.(ya?ml|json)$/.test(path) && !path.includes('/templates/')
        ? loadAll(text).flatMap((document) => namedIn(document))
        : [];
    return [...found, ...data].map((where) => `${path}: ${where}`);
  });
}

function namedIn(value: unknown, path: readonly string[] = []): readonly string[] {
  const name = path.at(-1) ?? '';
  if (typeof value === 'string') {
    const told = secret.test(name) && !naming.test(name) && value !== '' && !reference.test(value);
    // Values of a chart are a text within Terraform's JSON.
    const inner =
      path.at(-2) === 'values' && !value.startsWith('${') ? loadAll(value).flatMap((one) => namedIn(one, path)) : [];
    return [...(told ? [path.join('.')] : []), ...inner];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { kind, data, stringData, name: variable, value: literal } = value as Readonly<Record<string, unknown>>;
  return [
    ...(kind === 'Secret' ? Object.keys({ ...(data as object), ...(stringData as object) }) : [])
      .filter((key) => !open.includes(key))
      .map((key) => `Secret with ${key}`),
    ...(typeof variable === 'string' && typeof literal === 'string' ? namedIn(literal, [...path, variable]) : []),
    ...Object.entries(value).flatMap(([key, one]) => namedIn(one, [...path, key])),
  ];
}
