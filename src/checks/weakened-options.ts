import type { ResolvedCluster } from '../planning/resolved-cluster';
import { isPlainObject } from '../schema/plain-object';
import { valueAtPath, warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/**
 * Warns about options of clusters and components that make the platform less secure than by default, by their names: they mean
 * the same in all kinds.
 */
export function checkWeakenedOptions({ resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((cluster) => [
    ...checkClusterOptions(cluster),
    ...cluster.components.flatMap(({ path, options }) => [
      ...checkDeletionProtection(path, options),
      ...checkValues([...path, 'values'], valueAtPath(options, ['values'])),
    ]),
  ]);
}

function checkClusterOptions({ name, options }: ResolvedCluster): readonly Problem[] {
  const path = ['clusters', name];
  const ranges = valueAtPath(options, ['api', 'allowedRanges']);
  return [
    // `state: removed` requires it.
    ...(options.state === 'present' ? checkDeletionProtection(path, options) : []),
    ...(Array.isArray(ranges)
      ? [
          warning(
            [...path, 'api', 'allowedRanges'],
            ranges,
            'lets these public addresses reach the API server, which credentials alone protect then',
            "write api: 'private' if your people and pipelines reach the network of the cluster",
          ),
        ]
      : []),
  ];
}

function checkDeletionProtection(path: readonly PathSegment[], options: object): readonly Problem[] {
  if (valueAtPath(options, ['deletionProtection']) !== false) return [];
  const message = 'lets an error in the definition destroy it with all data';
  return [warning([...path, 'deletionProtection'], false, message, 'remove it, except before a removal')];
}

/** Fields of pods and containers in values of charts, each with the values that weaken the default, and their effect. */
const weakFields: Readonly<Record<string, readonly [weak: unknown, effect: string]>> = {
  privileged: [true, 'gives the container all permissions on its node'],
  allowPrivilegeEscalation: [true, 'lets the container gain permissions'],
  runAsNonRoot: [false, 'lets the container run as root'],
  runAsUser: [0, 'runs the container as root'],
  readOnlyRootFilesystem: [false, 'lets the container change its own files'],
  hostNetwork: [true, 'gives the pod the network of its node, to which no NetworkPolicy applies'],
  hostPID: [true, 'shows the pod all processes of its node'],
  hostIPC: [true, 'shares the memory of processes of the node with the pod'],
};

/** Objects in values of charts that their field `enabled: false` removes. */
const securityObjects = /^(pod|container)?SecurityContext$|^networkPolic(y|ies)$/i;

/** Warns about values of a chart by which its pods are less restricted. */
function checkValues(path: readonly PathSegment[], values: unknown): readonly Problem[] {
  if (Array.isArray(values)) return values.flatMap((item, index) => checkValues([...path, index], item));
  if (!isPlainObject(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const [weak, effect] = Object.hasOwn(weakFields, key) ? (weakFields[key] ?? []) : [];
    if (effect !== undefined && value === weak) return [warning([...path, key], value, effect, 'remove it')];
    if (securityObjects.test(key) && isPlainObject(value) && value.enabled === false)
      return [
        warning(
          [...path, key, 'enabled'],
          false,
          'removes the restrictions of the pods that the chart has',
          'remove it',
        ),
      ];
    return checkValues([...path, key], value);
  });
}
