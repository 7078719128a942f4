import type { EnvFromSource, EnvVar } from 'kubernetes-types/core/v1';
import type { WorkloadAdditions } from '../../src/kinds/additions';
import type { Binding } from '../../src/kinds/workload-plan';
import type { Workload } from '../../src/definition/workload';

/** The part of a workload's plan that determines its environment variables. */
interface WorkloadEnv {
  readonly name: string;
  readonly options: Workload;
  readonly bindings?: readonly Binding[] | undefined;
  /** What the providers of capabilities add; @default nothing */
  readonly additions?: readonly WorkloadAdditions[];
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

/** Returns the environment variables of a workload: those of `env`, of what it uses, and of the providers of capabilities. */
export function renderEnv({ name, options, bindings = [], additions = [] }: WorkloadEnv): EnvVar[] {
  const storedSecretEnvVars = Object.entries(options.uses?.secret?.env ?? {}).map(([variable, key]) =>
    secretEnvVar(variable, externalSecretTargetName(name), key),
  );
  const ownEnvVars = [...renderContainerEnv(options), ...bindings.flatMap(renderBindingEnv), ...storedSecretEnvVars];
  const addedEnvVars = additions
    .flatMap(({ env = {} }) => Object.entries(env))
    .filter(([variable]) => !ownEnvVars.some(({ name: own }) => own === variable))
    .map(([variable, value]) =>
      typeof value === 'string' ? { name: variable, value } : secretEnvVar(variable, value.secret, value.key),
    );
  return [...ownEnvVars, ...addedEnvVars];
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

function renderBindingEnv({ secret, data, use: { options } }: Binding): EnvVar[] {
  const { credentials = secret, env } = options;
  return Object.entries(env).map(([variable, key]) =>
    secretEnvVar(variable, data && !(key in data) ? credentials : secret, key),
  );
}

function secretEnvVar(name: string, secret: string, key: string): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secret, key } } };
}
