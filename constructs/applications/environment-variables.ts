import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1';
import { serverUseNames, type PlatformServer, type PlatformServers, type ServerUse } from '../../src/definition/uses';
import type { Workload } from '../../src/definition/workload';

/** A workload as far as its variables are concerned. */
interface WorkloadEnv {
  readonly name: string;
  readonly options: Workload;
  readonly servers?: PlatformServers | undefined;
}

/** Variables of a workload: values, keys of Secrets and ConfigMaps, and what it uses, under the names that it chose. */
export function renderEnv({ name, options: { env = {}, uses = {} }, servers = {} }: WorkloadEnv): EnvVar[] {
  const own = Object.entries(env).map(([variable, value]): EnvVar => {
    if (typeof value === 'string') return { name: variable, value };
    if ('secret' in value) return secretEnvVar(variable, value.secret, value.key);
    return { name: variable, valueFrom: { configMapKeyRef: { name: value.config, key: value.key } } };
  });
  const used = serverUseNames.flatMap((server) => (uses[server] ? renderServerEnv(uses[server], servers[server]) : []));
  const stored = Object.entries(uses.secret?.env ?? {}).map(([variable, key]) =>
    secretEnvVar(variable, externalSecretTargetName(name), key),
  );
  return [...own, ...used, ...stored];
}

/** Secrets and ConfigMaps whose keys all become variables. */
export function renderEnvFrom({ envFrom = [] }: Workload): EnvFromSource[] {
  return envFrom.map((source) =>
    'secret' in source ? { secretRef: { name: source.secret } } : { configMapRef: { name: source.config } },
  );
}

/** Secret of the namespace that a workload's secret of the store is brought to. */
export function externalSecretTargetName(name: string): string {
  return `${name}-stored`;
}

function renderServerEnv(use: ServerUse, provided: PlatformServer | undefined): EnvVar[] {
  const { name = '', credentials = '', env } = use;
  const { host, port } = provided ?? { host: use.server ?? '', port: use.port };
  const known: Readonly<Record<string, string>> = { host, port: String(port), name };
  return Object.entries(env).map(([variable, what]) => {
    const value = known[what];
    return value === undefined ? secretEnvVar(variable, credentials, what) : { name: variable, value };
  });
}

function secretEnvVar(name: string, secret: string, key: string): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
