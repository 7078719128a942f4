import type { ApplicationOptions } from '../definition/application';
import { listPorts, mainPort } from '../definition/ports';
import type { Probe } from '../definition/probe';
import { isJob } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';
import { checkDeployedWorkloads } from './workloads';

/**
 * Checks the ports of applications: names and numbers are unique, and what connects to the main port has one: probes,
 * metrics, the preStop hook, and the Ingress.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services
 */
export function checkPorts(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, ({ workload, path }) =>
    isJob(workload)
      ? []
      : [...checkUniqueness(workload, path), ...checkWithoutPort(workload, path), ...checkHttpPorts(workload, path)],
  );
}

function checkUniqueness(workload: ApplicationOptions, path: readonly PathSegment[]): readonly Problem[] {
  const ports = listPorts(workload);
  const portPath = (name: string) =>
    Object.hasOwn(workload.ports ?? {}, name) ? [...path, 'ports', name] : [...path, 'port'];
  const { metrics } = workload;
  const hasMetricsPort =
    typeof metrics === 'object' &&
    metrics.port !== undefined &&
    !ports.some(({ port, transport }) => port === metrics.port && transport === 'TCP');
  return [
    ...[...findDuplicates(ports, ({ name }) => name)].map(([name]) =>
      error([...path, 'ports', name], undefined, 'is the name of the main port, its protocol', 'write another name'),
    ),
    ...(hasMetricsPort && ports.some(({ name }) => name === 'metrics')
      ? [
          error(
            [...path, 'ports', 'metrics'],
            undefined,
            `is the name of the port in \`metrics\`, which is ${String(metrics.port)}`,
            'write the same port in both, or another name',
          ),
        ]
      : []),
    ...(['port', 'servicePort'] as const).flatMap((field) =>
      [...findDuplicates(ports, (port) => `${port[field]}/${port.transport}`).values()].flatMap(([first, ...others]) =>
        others
          .filter(({ name }) => name !== first?.name)
          .map((port) =>
            error(
              portPath(port.name),
              port[field],
              field === 'port'
                ? `is already the port '${first?.name ?? ''}'`
                : `the Service already has this port, for '${first?.name ?? ''}'`,
              field === 'port' ? 'write another port' : 'set another `servicePort`',
            ),
          ),
      ),
    ),
  ];
}

/** Checks an application with `port: none`, to which nothing connects. */
function checkWithoutPort(workload: ApplicationOptions, path: readonly PathSegment[]): readonly Problem[] {
  if (workload.port !== 'none') return [];
  const { ports = {}, ingress = [], redirects = [], allows = [], metrics } = workload;
  const connecting = [
    { option: 'ports', isSet: Object.keys(ports).length > 0 },
    { option: 'ingress', isSet: ingress.length > 0 },
    { option: 'redirects', isSet: redirects.length > 0 },
    { option: 'allows', isSet: allows.length > 0 },
  ];
  return [
    ...connecting
      .filter(({ isSet }) => isSet)
      .map(({ option }) =>
        error(
          [...path, option],
          undefined,
          'the application accepts no connections: its `port` is none',
          `set \`port\` to a number, or remove \`${option}\``,
        ),
      ),
    ...(metrics === undefined || (typeof metrics === 'object' && metrics.port !== undefined)
      ? []
      : [error([...path, 'metrics'], undefined, '`port` is none, so the metrics have no port', 'write { port }')]),
  ];
}

/** Checks that probes and the preStop hook have a port that they can connect to. */
function checkHttpPorts(workload: ApplicationOptions, path: readonly PathSegment[]): readonly Problem[] {
  const { probes = {}, preStop } = workload;
  if (mainPort(workload)?.transport === 'TCP') return [];
  const reason = `\`port\` is ${workload.port === 'none' ? 'none' : 'a UDP port'}, so there is nothing to connect to`;
  const hooks: readonly (readonly [readonly PathSegment[], boolean])[] = [
    ...Object.entries(probes).map(
      ([name, probe]: [string, Probe | undefined]) =>
        [['probes', name], probe !== undefined && needsPort(probe)] as const,
    ),
    [['preStop'], 'path' in preStop && preStop.port === undefined],
  ];
  return hooks
    .filter(([, isIncomplete]) => isIncomplete)
    .map(([hookPath]) => error([...path, ...hookPath], undefined, reason, 'add `port`, or use a command'));
}

function needsPort(probe: Probe): boolean {
  return !('command' in probe) && probe.port === undefined;
}
