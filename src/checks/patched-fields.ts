import { isJob } from '../definition/references';
import { applicationLabels, logsLabel } from '../kinds/labels';
import { isPlainObject } from '../schema/plain-object';
import { listPorts } from '../definition/ports';
import { error, valueAtPath, warning, type PathSegment, type Problem } from '../schema/problem';
import type { DeclaredWorkload } from './workloads';

/** Field of generated objects that a patch must not change, with the fix. */
interface ProtectedField {
  readonly kind: string;
  readonly path: readonly PathSegment[];
  readonly fix: string;
}

const selectorFix = 'remove it: selectors derive from the name of the workload, and network policies use the same';

const protectedFields: readonly ProtectedField[] = [
  { kind: 'Deployment', path: ['spec', 'selector'], fix: selectorFix },
  { kind: 'Service', path: ['spec', 'selector'], fix: selectorFix },
  { kind: 'PodDisruptionBudget', path: ['spec', 'selector'], fix: selectorFix },
  { kind: 'Job', path: ['spec', 'selector'], fix: selectorFix },
  { kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'selector'], fix: selectorFix },
  { kind: 'HorizontalPodAutoscaler', path: ['spec', 'scaleTargetRef'], fix: 'remove it' },
  // The number of pods counts towards the quota of the tenant.
  { kind: 'Deployment', path: ['spec', 'replicas'], fix: 'set `replicas` instead' },
  { kind: 'HorizontalPodAutoscaler', path: ['spec', 'minReplicas'], fix: 'set `replicas` instead' },
  { kind: 'HorizontalPodAutoscaler', path: ['spec', 'maxReplicas'], fix: 'set `replicas` instead' },
  { kind: 'Job', path: ['spec', 'parallelism'], fix: 'set `parallelism` instead' },
  { kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'parallelism'], fix: 'set `parallelism` instead' },
];

/** Paths of the metadata of objects, and of the objects that templates create. */
const metadataPaths: readonly (readonly PathSegment[])[] = [
  ['metadata'],
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
];

/** Lists that the API replaces as a whole, and that Plinth sets from an option. */
const atomicLists: readonly (ProtectedField & { readonly isSet: (declared: DeclaredWorkload) => boolean })[] = [
  { kind: 'Ingress', path: ['spec', 'rules'], fix: 'set `ingress` instead', isSet: () => true },
  { kind: 'Ingress', path: ['spec', 'tls'], fix: 'set `ingress` instead', isSet: () => true },
  { kind: 'HorizontalPodAutoscaler', path: ['spec', 'metrics'], fix: 'set `replicas` instead', isSet: () => true },
  { kind: 'PersistentVolumeClaim', path: ['spec', 'accessModes'], fix: 'set `shared` instead', isSet: () => true },
  {
    kind: 'Deployment',
    path: [
      ...['spec', 'template', 'spec', 'affinity', 'podAntiAffinity'],
      'preferredDuringSchedulingIgnoredDuringExecution',
    ],
    fix: 'set `spread` instead, or repeat its term in the list',
    isSet: () => true,
  },
  {
    kind: 'Deployment',
    path: ['spec', 'template', 'spec', 'securityContext', 'sysctls'],
    fix: 'repeat net.ipv4.ip_unprivileged_port_start in the list',
    isSet: ({ workload }) =>
      !isJob(workload) && workload.user !== 0 && listPorts(workload).some(({ port }) => port < 1024),
  },
  ...[
    { kind: 'Deployment', path: ['spec', 'template', 'spec', 'tolerations'] },
    { kind: 'Job', path: ['spec', 'template', 'spec', 'tolerations'] },
    { kind: 'CronJob', path: ['spec', 'jobTemplate', 'spec', 'template', 'spec', 'tolerations'] },
  ].map((field) => ({
    ...field,
    fix: 'repeat the toleration of `nodes.taint` of the tenant in the list',
    isSet: ({ tenant }: DeclaredWorkload) => tenant.nodes?.taint !== undefined,
  })),
];

/** Checks that a patch changes no selector, identity label or port of a Service, and reports lists that it replaces. */
export function checkProtectedFields(
  kind: string,
  patch: unknown,
  path: readonly PathSegment[],
  declared: DeclaredWorkload,
): readonly Problem[] {
  const selectFields = <T extends ProtectedField>(fields: readonly T[]) =>
    fields.filter((field) => field.kind === kind && valueAtPath(patch, field.path) !== undefined);
  return [
    ...selectFields(protectedFields).map((field) =>
      error([...path, ...field.path], valueAtPath(patch, field.path), 'a patch must not change this field', field.fix),
    ),
    ...selectFields(atomicLists)
      .filter(({ isSet }) => isSet(declared))
      .map((field) =>
        warning(
          [...path, ...field.path],
          undefined,
          'replaces the whole list that Plinth sets: the Kubernetes API does not merge it',
          field.fix,
        ),
      ),
    ...metadataPaths.flatMap((metadataPath) =>
      checkLabels(valueAtPath(patch, [...metadataPath, 'labels']), [...path, ...metadataPath, 'labels'], declared),
    ),
    ...(kind === 'Service' ? checkServicePorts(patch, path, declared) : []),
  ];
}

function checkLabels(
  labels: unknown,
  path: readonly PathSegment[],
  { tenantName, name }: DeclaredWorkload,
): readonly Problem[] {
  if (!isPlainObject(labels)) return [];
  const identity = Object.keys(applicationLabels(tenantName, name));
  return Object.entries(labels).flatMap(([label, value]) => {
    if (label === logsLabel) return [error([...path, label], value, 'is set by an option', 'set `logs` instead')];
    if (!identity.includes(label)) return [];
    return [
      error(
        [...path, label],
        value,
        'identifies the workload: selectors and network policies use this label',
        'remove it, or write another label',
      ),
    ];
  });
}

/** Network policies open the ports of `port` and `ports` only: another port of the Service would be unreachable. */
function checkServicePorts(
  patch: unknown,
  path: readonly PathSegment[],
  { workload }: DeclaredWorkload,
): readonly Problem[] {
  const ports = valueAtPath(patch, ['spec', 'ports']);
  if (!Array.isArray(ports) || isJob(workload)) return [];
  return ports.flatMap((port: unknown, index) => {
    if (!isPlainObject(port)) return [];
    const portPath = [...path, 'spec', 'ports', index];
    const { protocol = 'TCP' } = port;
    const isDeclared = listPorts(workload).some(
      ({ servicePort, transport }) => servicePort === port.port && transport === protocol,
    );
    if (!isDeclared)
      return [
        error(portPath, port.port, 'network policies do not allow connections to this port', 'set `ports` instead'),
      ];
    if (port.targetPort === undefined) return [];
    return [
      error(
        [...portPath, 'targetPort'],
        port.targetPort,
        'network policies allow connections to the port of the option only',
        'set `port` or `ports` instead',
      ),
    ];
  });
}
