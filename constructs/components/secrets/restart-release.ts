import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { CronJob } from 'kubernetes-types/batch/v1';
import { groupBy } from '../../../src/checks/duplicates';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { DeliveredSecret, SecretReader } from '../../../src/kinds/component-secret';
import type { SecretRelease } from '../../../src/kinds/provides';
import { images } from '../../images';
import { addObject } from '../../kubernetes/object';
import { addRole } from '../../kubernetes/role';
import { readPodScript, renderScriptPod } from '../../kubernetes/script-pod';
import { addScript, scriptPodLabels } from '../../kubernetes/script-server';

/** Workload with the Secrets that it reads at start only. */
export interface RestartedWorkload extends SecretReader {
  readonly namespace: string;
  readonly secrets: readonly string[];
}

const script = readPodScript(join(__dirname, 'scripts/restart-workloads.mjs'));

/**
 * Returns the release of a CronJob that restarts workloads of components within five minutes after External Secrets
 * changed a Secret that they read at start only. It can read and patch no other workloads.
 * @param operator name, and namespace, of External Secrets Operator
 */
export function restartRelease(
  operator: string,
  secrets: readonly DeliveredSecret[],
  cluster: ClusterInfo,
): readonly SecretRelease[] {
  const workloads = listRestartedWorkloads(secrets);
  if (workloads.length === 0) return [];
  const name = `${operator}-restarts`;
  return [
    {
      component: operator,
      name,
      namespace: operator,
      podSecurity: 'restricted',
      images: [images.node],
      networkRules: { restarts: { podLabels: scriptPodLabels(name), egress: [{ peer: 'api-server' }] } },
      objects: {
        'objects.yaml': (scope) => {
          addRestartCronJob(scope, { name, namespace: operator }, { workloads }, cluster);
          for (const [namespace, ofNamespace] of groupBy(workloads, (workload) => workload.namespace))
            addRestartPermissions(scope, { name, account: name, operator, namespace }, ofNamespace);
        },
      },
    },
  ];
}

function listRestartedWorkloads(secrets: readonly DeliveredSecret[]): readonly RestartedWorkload[] {
  const readers = secrets.flatMap(({ secret, from }) =>
    from !== 'generator' && 'restarts' in secret.rotation
      ? secret.rotation.restarts.map((reader) => ({ ...reader, namespace: secret.namespace, secret: secret.name }))
      : [],
  );
  return [...groupBy(readers, ({ namespace, kind, name }) => `${namespace}/${kind}/${name}`)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) =>
      first === undefined
        ? []
        : [
            {
              namespace: first.namespace,
              kind: first.kind,
              name: first.name,
              secrets: [first, ...others].map(({ secret }) => secret).sort(),
            },
          ],
    );
}

/**
 * Adds the CronJob that restarts workloads whose Secrets have changed, with its ServiceAccount and script.
 * @param source the workloads, or variables of the script that name ConfigMaps with them
 */
export function addRestartCronJob(
  scope: Construct,
  metadata: { readonly name: string; readonly namespace: string },
  {
    workloads = [],
    env = {},
  }: { readonly workloads?: readonly RestartedWorkload[]; readonly env?: Readonly<Record<string, string>> },
  cluster: ClusterInfo,
): void {
  addScript(scope, metadata, script, { 'workloads.json': JSON.stringify(workloads) });
  addObject<CronJob>(scope, 'Restarts', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {
      schedule: '*/5 * * * *',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        spec: {
          backoffLimit: 0,
          activeDeadlineSeconds: 240,
          template: {
            metadata: { labels: scriptPodLabels(metadata.name) },
            spec: {
              ...renderScriptPod({ name: metadata.name, container: 'restart', script, env }, cluster),
              restartPolicy: 'Never',
            },
          },
        },
      },
    },
  });
}

/**
 * Adds the permission to read Secrets of a namespace, and to restart workloads that read them.
 * @param names name of the role, of the ServiceAccount, and of its namespace; and the namespace of the role
 */
export function addRestartPermissions(
  scope: Construct,
  { name, account, operator, namespace }: Readonly<Record<'name' | 'account' | 'operator' | 'namespace', string>>,
  workloads: readonly RestartedWorkload[],
): void {
  const metadata = { name, namespace };
  const secrets = [...new Set(workloads.flatMap((workload) => workload.secrets))].sort();
  addRole(scope, `Role-${name}-${namespace}`, {
    metadata,
    rules: [
      { apiGroups: [''], resources: ['secrets'], resourceNames: secrets, verbs: ['get'] },
      ...[...groupBy(workloads, ({ kind }) => kind)].map(([kind, ofKind]) => ({
        apiGroups: ['apps'],
        resources: [`${kind.toLowerCase()}s`],
        resourceNames: ofKind.map((workload) => workload.name),
        verbs: ['get', 'patch'],
      })),
    ],
    account: { name: account, namespace: operator },
  });
}
