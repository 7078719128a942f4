import { listContainers, type ContainerOptions } from '../definition/containers';
import { listPorts } from '../definition/ports';
import { isJob } from '../definition/references';
import { image as imageSchema } from '../schema/field-types';
import { isPlainObject } from '../schema/plain-object';
import { error, valueAtPath, warning, type PathSegment, type Problem } from '../schema/problem';
import type { DeclaredWorkload } from './workloads';

type Fields = Readonly<Record<string, unknown>>;

/** Path of the pod in the objects that have one. */
const podPaths: Readonly<Record<string, readonly PathSegment[]>> = {
  Deployment: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
};

const podSecurityFields = ['runAsNonRoot', 'runAsUser', 'runAsGroup', 'fsGroup', 'seccompProfile'];
const containerSecurityFields = [
  'allowPrivilegeEscalation',
  'capabilities',
  'privileged',
  'readOnlyRootFilesystem',
  'runAsNonRoot',
  'runAsUser',
  'runAsGroup',
  'seccompProfile',
];

/** Options that determine fields of a security context. */
const securityOptions: Readonly<Record<string, string>> = {
  runAsUser: 'user',
  runAsGroup: 'user',
  fsGroup: 'user',
  capabilities: 'capabilities',
  readOnlyRootFilesystem: 'writableRoot',
};

/**
 * Checks the pod in a patch: what options of the workload determine is not changed by its patch, changes of the security
 * context are reported, and a container that the patch adds has an image.
 */
export function checkPatchedContainers(
  kind: string,
  patch: unknown,
  path: readonly PathSegment[],
  declared: DeclaredWorkload,
): readonly Problem[] {
  const podPath = podPaths[kind];
  const pod = podPath && valueAtPath(patch, podPath);
  if (!podPath || !isPlainObject(pod)) return [];
  const [container, ...sidecars] = listContainers(declared.name, declared.workload);
  const lists = { containers: container ? [container] : [], initContainers: sidecars };
  return [
    ...checkSecurityContext(pod, podSecurityFields, [...path, ...podPath]),
    ...['serviceAccountName', 'automountServiceAccountToken', 'shareProcessNamespace', 'hostUsers']
      .filter((field) => pod[field] !== undefined && pod[field] !== null)
      .map((field) =>
        warning(
          [...path, ...podPath, field],
          pod[field],
          'overrides what Plinth sets for the security of the pod',
          'remove it, unless the pod requires it',
        ),
      ),
    ...Object.entries(lists).flatMap(([list, containers]) => {
      const patches = pod[list];
      if (!Array.isArray(patches)) return [];
      return patches.flatMap((item: unknown, index) => {
        if (!isPlainObject(item) || typeof item.name !== 'string') return [];
        const itemPath = [...path, ...podPath, list, index];
        const patched = containers.find(({ name }) => name === item.name);
        if (!patched) return checkAddedContainer(item, itemPath, containers);
        return checkContainer(item, itemPath, patched, declared);
      });
    }),
  ];
}

function checkAddedContainer(
  { image }: Fields,
  path: readonly PathSegment[],
  containers: readonly ContainerOptions[],
): readonly Problem[] {
  const names = containers.map(({ name }) => `'${name}'`).join(', ');
  if (image === undefined)
    return [
      error(
        [...path, 'image'],
        undefined,
        'is required: the workload has no container of this name',
        names === '' ? 'write an image' : `write an image, or the name ${names}`,
      ),
    ];
  const result = imageSchema.safeParse(image);
  if (result.success) return [];
  const [message = '', fix = ''] = (result.error.issues[0]?.message ?? '').split(': write ');
  return [error([...path, 'image'], image, message, `write ${fix}`)];
}

function checkContainer(
  container: Fields,
  path: readonly PathSegment[],
  patched: ContainerOptions,
  declared: DeclaredWorkload,
): readonly Problem[] {
  const optionPath = (option: string) => [...patched.path, option].join('.');
  const setByOption = (fieldPath: readonly PathSegment[], option: string) =>
    error(fieldPath, undefined, 'is set by an option, which a patch must not override', `set \`${option}\` instead`);
  return [
    ...['image', 'command', 'args']
      .filter((field) => container[field] !== undefined)
      .map((field) => setByOption([...path, field], optionPath(field))),
    ...checkSecurityContext(container, containerSecurityFields, path),
    ...listItems(container.env).flatMap(([variable, index]) =>
      isDefinedVariable(variable.name, patched, declared)
        ? [setByOption([...path, 'env', index], `${optionPath('env')}.${String(variable.name)}`)]
        : [],
    ),
    ...listItems(container.volumeMounts).flatMap(([{ mountPath }, index]) =>
      typeof mountPath === 'string' && Object.hasOwn(patched.options.files ?? {}, mountPath)
        ? [setByOption([...path, 'volumeMounts', index], optionPath('files'))]
        : [],
    ),
    ...listItems(container.ports).flatMap(([port, index]) =>
      checkContainerPort(port, [...path, 'ports', index], declared),
    ),
  ];
}

/** Network policies open the ports of `port`, `ports` and `metrics` only: another port would be unreachable. */
function checkContainerPort(port: Fields, path: readonly PathSegment[], { workload }: DeclaredWorkload) {
  if (isJob(workload)) return [];
  const metricsPort = typeof workload.metrics === 'object' ? workload.metrics.port : undefined;
  const ports = [...listPorts(workload).map((declared) => declared.port), metricsPort];
  if (ports.includes(port.containerPort as number)) return [];
  return [
    error(path, port.containerPort, 'network policies do not allow connections to this port', 'set `ports` instead'),
  ];
}

function checkSecurityContext(
  { securityContext }: Fields,
  fields: readonly string[],
  path: readonly PathSegment[],
): readonly Problem[] {
  if (!isPlainObject(securityContext)) return [];
  return Object.entries(securityContext).flatMap(([field, value]) => {
    if (!fields.includes(field)) return [];
    const option = securityOptions[field];
    return [
      warning(
        [...path, 'securityContext', field],
        value,
        'overrides what Plinth sets for the security of the pod',
        option === undefined ? 'remove it, unless the pod requires it' : `set \`${option}\` instead`,
      ),
    ];
  });
}

/** Options that set environment variables. */
interface VariableOptions {
  readonly env?: object | undefined;
  readonly uses?: object | undefined;
}

/** Returns whether `env` of a container or, for the workload's own, `uses` sets a variable, in any environment. */
function isDefinedVariable(variable: unknown, { path, options }: ContainerOptions, { workload }: DeclaredWorkload) {
  const environments: Readonly<Record<string, VariableOptions>> = workload.perEnvironment ?? {};
  const variants: readonly VariableOptions[] = path.length > 0 ? [options] : [workload, ...Object.values(environments)];
  return variants
    .flatMap(({ env, uses = {} }) => [
      env,
      ...Object.values(uses as Record<string, VariableOptions>).map((use) => use.env),
    ])
    .some((env) => Object.hasOwn(env ?? {}, String(variable)));
}

function listItems(list: unknown): readonly (readonly [Fields, number])[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, index) => (isPlainObject(item) ? [[item, index] as const] : []));
}
