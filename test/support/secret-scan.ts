import { loadAll } from 'js-yaml';
import type { Files } from './output-files';

/** Secrets that their format identifies. */
const secretFormats = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // URL with a password that is not a placeholder.
  /\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@"']*:[^/\s@$"']+@[^\s"']/,
  // Tokens and keys of GitHub, GitLab, Slack, AWS, Google and Vault.
  /\b(gh[pousr]_\w{20,}|glpat-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|hvs\.[\w-]{20,})/,
  // JSON Web Token.
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\./,
  // bcrypt hash.
  /\$2[aby]\$\d\d\$[./\w]{53}/,
];

/** Names of options and environment variables with a secret value: PASSWORD, adminPassword, client_secret. */
const secretName =
  /(password|passwd|passphrase|token|secret|api[-_]?key|private[-_]?key|access[-_]?key|credentials?)$/i;

/** Values that are a path or contain a placeholder. */
const referenceValue = /^\/|\$|\{\{/;

/** Names of options whose value is the name of a Secret. */
const secretReferenceName = /^(existing(-?config)?|image-?pull)-?secret$/i;

/** Keys of Secrets that are not confidential: ECK reads roles from Secrets only. */
const publicSecretKeys = ['roles.yml'];

/** Lists what looks like a secret in an output, as `file: secret or its path`. */
export function findSecrets(files: Files): readonly string[] {
  return Object.entries(files).flatMap(([file, text]) => {
    const formatted = secretFormats.flatMap((format) => format.exec(text)?.[0].slice(0, 16) ?? []);
    const named =
      /\.(ya?ml|json)$/.test(file) && !file.includes('/templates/')
        ? loadAll(text).flatMap((document) => listNamedSecrets(document))
        : [];
    return [...formatted, ...named].map((secret) => `${file}: ${secret}`);
  });
}

/** Lists values with the name of a secret, and the data of Secrets. */
function listNamedSecrets(value: unknown, path: readonly string[] = []): readonly string[] {
  const name = path.at(-1) ?? '';
  if (typeof value === 'string') {
    const isSecret =
      secretName.test(name) && !secretReferenceName.test(name) && value !== '' && !referenceValue.test(value);
    // In Terraform's JSON, the values of a Helm release are YAML in a string.
    const isHelmValues = path.at(-2) === 'values' && !value.startsWith('${');
    return [
      ...(isSecret ? [path.join('.')] : []),
      // Other `values`, such as those of a filter, are not YAML of an object.
      ...(isHelmValues
        ? loadAll(value).flatMap((document) => (typeof document === 'object' ? listNamedSecrets(document, path) : []))
        : []),
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { kind, type, data, stringData, name: variable, value: literal } = value as Readonly<Record<string, unknown>>;
  // What a binding contains besides credentials: host, port and names.
  const isBinding = typeof type === 'string' && type.startsWith('servicebinding.io/');
  const secretKeys =
    kind === 'Secret' && !isBinding ? Object.keys({ ...(data as object), ...(stringData as object) }) : [];
  return [
    ...secretKeys.filter((key) => !publicSecretKeys.includes(key)).map((key) => `Secret with ${key}`),
    ...(typeof variable === 'string' && typeof literal === 'string'
      ? listNamedSecrets(literal, [...path, variable])
      : []),
    ...Object.entries(value).flatMap(([key, child]) => listNamedSecrets(child, [...path, key])),
  ];
}
