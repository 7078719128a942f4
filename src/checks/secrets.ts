import type { Workload } from '../definition/workload';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { listDeclaredWorkloads, type DeclaredWorkload } from './workloads';

/** Name of an environment variable that contains a secret. */
const secretVariableName = /(PASSWORD|PASSWD|PASSPHRASE|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$/i;

/**
 * Name of a Helm value that contains a secret. Values whose name ends in `secret` or `secretKey` contain the name of a
 * Secret or of a key in it.
 */
const secretOptionName = /(password|passwd|passphrase|token|api_?key|private_?key|access_?key|client_?secret)$/i;

const urlWithPassword = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@$]+@/i;

/** Webhook URL that is a credential by itself: its services authenticate requests by nothing else. */
const webhookUrl =
  /^https:\/\/(hooks\.slack\.com|discord(app)?\.com\/api\/webhooks|[a-z0-9.-]*webhook\.office\.com|api\.telegram\.org\/bot|chat\.googleapis\.com\/v1\/spaces)/i;

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Path of a file, or placeholder that a program replaces at runtime. */
const pathOrPlaceholder = /^\/|\$|\{\{/;

const message = 'looks like a secret, and its value would be readable in every output';

/**
 * Checks that options of components and environment variables of workloads contain no secrets. The problems contain no
 * values, which may be the secrets.
 * @see https://kubernetes.io/docs/concepts/security/secrets-good-practices/
 */
export function checkSecrets({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return [
    ...resolvedClusters.flatMap(({ components }) =>
      components.flatMap(({ options, path }) =>
        findSecrets(options).map((optionPath) =>
          error(
            [...path, ...optionPath],
            undefined,
            message,
            'set the option of the component or its chart that takes the name of an existing Secret',
          ),
        ),
      ),
    ),
    ...listDeclaredWorkloads(platform).flatMap(checkVariables),
  ];
}

function checkVariables({ workload, path }: DeclaredWorkload): readonly Problem[] {
  const configurations = [
    { configuration: workload as Partial<Workload>, configurationPath: path },
    ...Object.entries(workload.sidecars ?? {}).map(([sidecar, configuration]) => ({
      configuration,
      configurationPath: [...path, 'sidecars', sidecar],
    })),
    ...Object.entries(workload.perEnvironment ?? {}).map(([environment, configuration]) => ({
      configuration: configuration as Partial<Workload>,
      configurationPath: [...path, 'perEnvironment', environment],
    })),
  ];
  return configurations.flatMap(({ configuration, configurationPath }) =>
    Object.entries(configuration.env ?? {})
      .filter(([name, value]) => typeof value === 'string' && isSecretVariable(name, value))
      .map(([name]) =>
        error(
          [...configurationPath, 'env', name],
          undefined,
          message,
          'write a reference to a key of a Secret: { secret, key }',
        ),
      ),
  );
}

function isSecretVariable(name: string, value: string): boolean {
  return value !== '' && (secretVariableName.test(name) || containsSecret(value));
}

function isSecretOption(name: string, value: string): boolean {
  return (value !== '' && secretOptionName.test(name) && !pathOrPlaceholder.test(value)) || containsSecret(value);
}

function containsSecret(value: string): boolean {
  return [urlWithPassword, webhookUrl, privateKey].some((pattern) => pattern.test(value));
}

/** Returns the paths of all strings in a value that look like secrets, at any depth. */
function findSecrets(value: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof value === 'string') return isSecretOption(String(path.at(-1)), value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    findSecrets(item, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}
