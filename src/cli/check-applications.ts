import { z } from 'zod';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { escapeControlCharacters } from '../schema/control-characters';
import type { ExpectedRelease } from '../../stacks/expected-releases';
import type { ReleaseFinding, ReleaseProblem } from './release-finding';
import { runKubectl, type KubectlOptions } from './kubectl';

/** Applications of Argo CD, with the fields that Plinth reads. */
const applicationList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z
        .object({
          sync: z.object({ status: z.string(), revision: z.string().optional() }).optional(),
          health: z.object({ status: z.string() }).optional(),
          conditions: z.array(z.object({ type: z.string(), message: z.string() })).default([]),
          resources: z
            .array(
              z.object({
                kind: z.string(),
                namespace: z.string().optional(),
                name: z.string(),
                status: z.string().optional(),
              }),
            )
            .default([]),
        })
        .optional(),
    }),
  ),
});

type Application = z.infer<typeof applicationList>['items'][number];

/** States of health in which an application is not, and will not become, available by itself. */
const unhealthy: readonly string[] = ['Degraded', 'Missing', 'Unknown'];

/**
 * Compares the Applications of Argo CD on a cluster with the definition.
 * @throws UserError when kubectl cannot be run
 */
export async function checkApplications(
  cluster: ClusterPlan,
  releases: readonly ExpectedRelease[],
  options: KubectlOptions,
): Promise<readonly ReleaseFinding[]> {
  const namespace = cluster.clusterInfo.capabilities.delivery?.namespace ?? 'argocd';
  const get = ['get', 'applications.argoproj.io', `--namespace=${namespace}`, '--output=json'];
  const result = await runKubectl(cluster, get, options);
  return 'reason' in result
    ? [describeUnreadable(cluster.name, result.reason)]
    : compareApplications(cluster.name, releases, result.stdout);
}

/**
 * Compares Applications of Argo CD with the definition: each release has one, which is synced with the revision that it
 * tracks, and healthy. What differs is compared by Argo CD itself.
 * @param json list of the Applications
 */
export function compareApplications(
  cluster: string,
  releases: readonly Pick<ExpectedRelease, 'name'>[],
  json: string,
): readonly ReleaseFinding[] {
  const list = applicationList.safeParse(JSON.parse(json));
  if (!list.success) return [describeUnreadable(cluster, 'their status has another format')];
  const applications = new Map(list.data.items.map((application) => [application.metadata.name, application]));
  return releases.flatMap(({ name }) => checkApplication(cluster, name, applications.get(name)));
}

function describeUnreadable(cluster: string, reason: string): ReleaseFinding {
  const message = escapeControlCharacters(`the Applications of Argo CD cannot be read: ${reason}`);
  return { cluster, problem: 'unknown', message };
}

function checkApplication(
  cluster: string,
  release: string,
  application: Application | undefined,
): readonly ReleaseFinding[] {
  const finding = (problem: ReleaseProblem, message: string): ReleaseFinding => ({
    cluster,
    release,
    problem,
    message: escapeControlCharacters(message),
  });
  if (!application) return [finding('missing', 'has no Application of Argo CD')];
  const { sync, health, resources = [], conditions = [] } = application.status ?? {};
  const errors = conditions.filter(({ type }) => type.endsWith('Error')).map(({ type }) => type);
  const differing = resources.filter(({ status }) => status === 'OutOfSync').map(formatResource);
  return [
    ...(sync?.status === 'Synced'
      ? []
      : [
          finding(
            errors.length > 0 ? 'failed' : 'changed',
            [
              `is ${sync?.status ?? 'not compared yet'}`,
              ...(sync?.revision === undefined ? [] : [` with revision ${sync.revision.slice(0, 12)}`]),
              ...(differing.length === 0 ? [] : [`: ${differing.join(', ')}`]),
              ...(errors.length === 0 ? [] : [` (${errors.join(', ')})`]),
            ].join(''),
          ),
        ]),
    ...(unhealthy.includes(health?.status ?? '') ? [finding('failed', `is ${health?.status ?? ''}`)] : []),
  ];
}

function formatResource({
  kind,
  namespace,
  name,
}: {
  kind: string;
  namespace?: string | undefined;
  name: string;
}): string {
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
