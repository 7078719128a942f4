import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1';
import { serverUseNames, type PlatformServer, type PlatformServers, type ServerUse } from '../../src/definition/uses';
import type { Workload } from '../../src/definition/workload';

/** The part of a workload's plan that determines its environment variables. */
interface WorkloadEnv {
  readonly name: string;
  readonly options: Workload;
  readonly servers?: PlatformServers | undefined;
}

/** Returns the environment variables that `env` of a container gives. */
export function renderContainerEnv({ env = {} }: Pick<Workload, 'env'>): EnvVar[] {
  return Object.entries(env).map(([variable, value]): EnvVar => {
    if (typeof value === 'string') return { name: variable, value };
    if ('secret' in value) return secretEnvVar(variable, value.secret, value.key);
    if ('field' in value) return { name: variable, valueFrom: { fieldRef: { fieldPath: value.field } } };
    return { name: variable, valueFrom: { configMapKeyRef: { name: value.config, key: value.key } } };
  });
}

/**
 * Returns the environment variables of a workload: those of `env`, then the variables that `uses` names for host, port,
 * name and credentials of servers and for keys of the stored secret.
 */
export function renderEnv({ name, options, servers = {} }: WorkloadEnv): EnvVar[] {
  const { uses = {} } = options;
  const serverEnvVars = serverUseNames.flatMap((server) =>
    uses[server] ? renderServerEnv(uses[server], servers[server]) : [],
  );
  const storedSecretEnvVars = Object.entries(uses.secret?.env ?? {}).map(([variable, key]) =>
    secretEnvVar(variable, externalSecretTargetName(name), key),
  );
  return [...renderContainerEnv(options), ...serverEnvVars, ...storedSecretEnvVars];
}

/** Returns the Secrets and ConfigMaps whose keys all become environment variables of a container. */
export function renderEnvFrom({ envFrom = [] }: Pick<Workload, 'envFrom'>): EnvFromSource[] {
  return envFrom.map((source) =>
    'secret' in source ? { secretRef: { name: source.secret } } : { configMapRef: { name: source.config } },
  );
}

/** Returns the name of the Secret to which a workload's secret of the secret store is copied. */
export function externalSecretTargetName(workload: string): string {
  return `${workload}-stored`;
}

function renderServerEnv(use: ServerUse, platformServer: PlatformServer | undefined): EnvVar[] {
  const { name = '', credentials = '', env } = use;
  const { host, port } = platformServer ?? { host: use.server ?? '', port: use.port };
  const values: Readonly<Record<string, string>> = { host, port: String(port), name };
  return Object.entries(env).map(([variable, key]) => {
    const value = values[key];
    return value === undefined ? secretEnvVar(variable, credentials, key) : { name: variable, value };
  });
}

function secretEnvVar(name: string, secret: string, key: string): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
