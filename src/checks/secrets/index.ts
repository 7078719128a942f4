import { error, formatPath, warning, type PathSegment, type Problem } from '../../schema/problem';
import { findSecrets, type FoundSecret } from './find-secrets';
import { hideSecrets } from './hide-secrets';

export { findSecrets, type FoundSecret } from './find-secrets';
export { hideSecretSegments, hideSecretValue, hideSecrets } from './hide-secrets';

/** What a definition contains that looks like a secret, and the problems of it. */
export interface SecretsCheck {
  readonly secrets: readonly FoundSecret[];
  readonly problems: readonly Problem[];
}

/**
 * Checks that a definition contains no secrets: whatever it contains is readable in the output. The whole definition as
 * written is checked, also the part that is invalid for other reasons. The problems contain no values.
 * @see https://kubernetes.io/docs/concepts/security/secrets-good-practices/
 */
export function checkSecrets(definition: unknown): SecretsCheck {
  const exemptions = listExemptions(definition);
  const found = findSecrets(definition);
  const foundPaths = new Set(found.map(({ path }) => formatPath(path)));
  const exemptPaths = new Set(exemptions.map(({ exemptPath }) => exemptPath));
  const secrets = found.filter(({ path }) => !exemptPaths.has(formatPath(path)));
  return {
    secrets,
    problems: [
      // A key that is a secret is in the paths of everything below it.
      ...hideSecrets(
        secrets.map(toProblem),
        secrets.filter(({ isKey }) => isKey),
      ),
      ...exemptions
        .filter(({ exemptPath }) => !foundPaths.has(exemptPath))
        .map(({ path, value }) =>
          warning(path, value, 'is the path of nothing that looks like a secret', 'remove it from notSecret'),
        ),
    ],
  };
}

function toProblem({ path, label }: FoundSecret): Problem {
  const { list, entry } = resolveExemption(path);
  const secretFix = resolveFix(path);
  return {
    ...error(
      path,
      undefined,
      `looks like a secret (${label}), and its value would be readable in every output`,
      `${secretFix}; if it is not a secret, add '${entry}' to ${list}`,
    ),
    secretFix,
  };
}

/** Returns how a value at a path is provided without being in the definition. */
function resolveFix(path: readonly PathSegment[]): string {
  const [root, , option] = path;
  if (root === 'state') return 'remove it, and set the environment variables of the Terraform backend';
  if (root === 'clusters')
    return option === 'components'
      ? 'set the option of the component or its chart that takes the name of an existing Secret'
      : 'remove it, and set it up on the machines or in the environment that Terraform runs in';
  if (root !== 'tenants') return 'remove it';
  if (option === 'objects') return 'refer to an existing Secret, or write an ExternalSecret';
  if (option === 'products') return 'remove it, and create a repository Secret for Argo CD';
  if (option !== 'applications') return 'remove it';
  const workloadOption = path[path[4] === 'perEnvironment' ? 6 : 4];
  if (workloadOption === 'env') return 'write a reference to a key of a Secret: { secret, key }';
  if (workloadOption === 'args' || workloadOption === 'command')
    return 'set an environment variable from a Secret in env, and write $(VARIABLE) here';
  return 'remove it, and set an environment variable or a file from an existing Secret';
}

interface Exemption {
  /** Path of the entry in `notSecret`. */
  readonly path: readonly PathSegment[];
  readonly value: unknown;
  /** Path that the entry exempts, from the top of the definition. */
  readonly exemptPath: string;
}

/** Returns the list of exemptions for a path, and the entry for it: a tenant has a list of its own. */
function resolveExemption(path: readonly PathSegment[]): { readonly list: string; readonly entry: string } {
  const [root, tenant] = path;
  return root === 'tenants' && tenant !== undefined && path.length > 2
    ? { list: `notSecret of ${formatPath(['tenants', tenant])}`, entry: formatPath(path.slice(2)) }
    : { list: 'notSecret of the platform', entry: formatPath(path) };
}

/** Lists the exemptions of the platform and of its tenants. The definition may be invalid. */
function listExemptions(definition: unknown): readonly Exemption[] {
  const { tenants, notSecret } = toRecord(definition);
  return [
    ...toExemptions(notSecret, []),
    ...Object.entries(toRecord(tenants)).flatMap(([name, tenant]) =>
      toExemptions(toRecord(tenant).notSecret, ['tenants', name]),
    ),
  ];
}

function toExemptions(entries: unknown, scope: readonly PathSegment[]): readonly Exemption[] {
  if (!Array.isArray(entries)) return [];
  return entries.map((entry: unknown, index) => ({
    path: [...scope, 'notSecret', index],
    value: entry,
    exemptPath: formatPath([...scope, String(entry)]),
  }));
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
