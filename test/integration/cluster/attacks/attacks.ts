import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../../../constructs/kinds';
import { renderObjects } from '../../../../constructs/kubernetes/manifest';
import { language } from '../../../../src/language';
import { listDeliverySteps } from '../../../../stacks/delivery-steps';
import type { Report } from '../../../../tools/report';
import { ApiError, type Api, type ImpersonatedUser, type KubernetesObject } from '../api';
import { eventually, eventuallyPasses } from '../check';
import { findCrd } from '../charts';
import { reportFolder } from '../session';
import { listAttempts, listRequestAttempts, type Attempt, type RequestAttempt } from './attempts';
import { platform } from './platform';
import { tryGetPlanRefusal } from './plan-verdict';
import { testLimitRange } from './limit-range';
import { testPodSecurity } from './pod-security';
import { testRequestPriorities } from './request-priorities';
import { operatedObjects } from './provider-attempts';

const namespace = 'shop';
/** User of a tenant with all rights in its namespace. */
export const attacker = { user: 'attacker', groups: ['shop-developers', 'attackers', 'system:authenticated'] };

/** Argo CD, which has all permissions on the cluster. */
const argoCd = {
  user: 'system:serviceaccount:argocd:argocd-application-controller',
  groups: ['system:masters', 'system:authenticated'],
};

/** Controller that creates objects of templates. */
const controller = {
  user: 'system:serviceaccount:kube-system:statefulset-controller',
  groups: ['system:masters', 'system:authenticated'],
};

/** Operators of the platform, with all rights in the namespace of the tenant. */
const createOperator = (account: string) => ({
  user: `system:serviceaccount:${account}`,
  groups: ['attackers', 'system:authenticated'],
});

const users: Readonly<Record<NonNullable<Attempt['by']>, ImpersonatedUser>> = {
  'argo-cd': argoCd,
  controller,
  operator: createOperator('kafka:operator'),
  'database-operator': createOperator('databases:operator'),
};

/** Result of an attempt. */
interface Outcome {
  readonly name: string;
  readonly expected: Attempt['expected'];
  readonly isAccepted: boolean;
  readonly reason: string;
  /** Error of the plan; undefined where it accepts the object, or cannot contain the request. */
  readonly planRefusal?: string | undefined;
  /** Whether a definition can contain the request: the creation of an object by the tenant. */
  readonly isPlanned?: boolean;
}

/**
 * Makes every attempt as a user of a tenant who has all rights in the tenant's namespace, so that nothing but admission
 * can refuse, and writes the table of attempts to a report.
 */
export async function testAttacks(report: Report, api: Api): Promise<void> {
  const attempts = listAttempts();
  await report.check(`attacks: the platform and the definitions of custom resources are applied`, () =>
    prepareAttacks(api, attempts),
  );
  const requests = listRequestAttempts();
  const total = attempts.length + requests.length;
  let outcomes: readonly Outcome[] = [];
  const makeAll = async () => {
    outcomes = [
      ...(await Promise.all(attempts.map((attempt) => make(api, attempt)))),
      ...(await Promise.all(requests.map((request) => send(api, request)))),
    ];
    mkdirSync(reportFolder, { recursive: true });
    writeFileSync(join(reportFolder, 'attacks.md'), formatTable(outcomes));
    const wrong = outcomes.filter(({ isAccepted, expected }) => isAccepted !== (expected === 'accepted'));
    if (wrong.length > 0)
      throw new Error(wrong.map(({ name, expected, reason }) => `${name}: must be ${expected} (${reason})`).join('\n'));
  };
  await report.check(`attacks: ${total} attempts of a tenant's user end as they must`, () =>
    eventuallyPasses(30, makeAll),
  );
  const planned = attempts.filter(({ by }) => by === undefined).length;
  await report.check(
    `attacks: the plan refuses what the API server refuses, of ${planned} objects in a tenant's \`objects\``,
    () => {
      const missed = outcomes.filter(
        ({ isPlanned, isAccepted, planRefusal }) => isPlanned === true && !isAccepted && planRefusal === undefined,
      );
      if (missed.length > 0)
        throw new Error(missed.map(({ name, reason }) => `${name}: the plan accepts it (${reason})`).join('\n'));
    },
  );
  await testPodSecurity(report, api);
  await testLimitRange(report, api);
  await testRequestPriorities(report, api);
}

/** Applies the platform and the definitions of custom resources that the attempts name. */
export async function prepareAttacks(api: Api, attempts: readonly Attempt[]): Promise<void> {
  const [cluster] = language(kinds).plan(platform).clusters;
  if (!cluster) throw new Error('the platform has no cluster');
  const objects = listDeliverySteps(cluster).flatMap(({ release }) =>
    'objects' in release ? Object.values(release.objects).flatMap(renderObjects) : [],
  ) as readonly KubernetesObject[];
  const attempted = attempts.map(({ object }) => ({ ...object, metadata: { ...object.metadata, namespace } }));
  for (const definition of await listDefinitions(api, [...objects, ...attempted])) await api.apply(definition);
  for (const object of objects) {
    await eventually(30, async () => ((await api.serves(object)) ? undefined : `${object.kind} is not served`));
    // The controller of quotas counts a new namespace shortly after its creation.
    await eventuallyPasses(60, async () => {
      await api.apply(object);
    });
  }
  for (const object of [...allRights, ...operatedObjects]) await api.apply(object, { manager: 'lab' });
  await eventually(30, async () => {
    const { isAccepted } = await make(api, { name: 'probe', expected: 'refused', object: probe });
    return isAccepted ? 'the admission policies are not in force' : undefined;
  });
}

/** All rights in the namespace, whatever the role `edit` has by the charts that are installed. */
const allRights: readonly KubernetesObject[] = [
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'attackers' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'attackers', namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'attackers' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'attackers' }],
  },
];

const probe = { apiVersion: 'v1', kind: 'LimitRange', metadata: { name: 'probe' }, spec: { limits: [] } };

async function make(api: Api, { name, expected, object: attempted, by }: Attempt): Promise<Outcome> {
  const object = { ...attempted, metadata: { ...attempted.metadata, namespace } };
  const collection = (await api.path(object)).replace(/\/[^/]*$/, '');
  const reason = await tryRequest(() =>
    api.create(object, collection, { dryRun: true, as: by === undefined ? attacker : users[by] }),
  );
  return {
    name: `${object.kind}: ${name}`,
    expected,
    isAccepted: reason === undefined,
    reason: reason ?? 'accepted',
    isPlanned: by === undefined,
    planRefusal: tryGetPlanRefusal({ name, expected, object: attempted, ...(by === undefined ? {} : { by }) }),
  };
}

async function send(
  api: Api,
  { name, method, path, body, expected = 'refused', by }: RequestAttempt,
): Promise<Outcome> {
  const user = by === undefined ? attacker : users[by];
  const reason = await tryRequest(() =>
    method === 'POST' ? post(api, path, body, user) : api.dryRun(method, path, body, user),
  );
  return { name, expected, isAccepted: reason === undefined, reason: reason ?? 'accepted' };
}

/**
 * Sends a request to a subresource of a pod. Where it connects to the pod, the request fails behind admission, since it asks
 * for no upgrade of the connection.
 */
async function post(api: Api, path: string, body: object | undefined, user: ImpersonatedUser): Promise<void> {
  try {
    await api.create(body, path, { as: user });
  } catch (error) {
    if (!(error instanceof ApiError) || ![400, 404].includes(error.status)) throw error;
  }
}

/** Returns the first line of the refusal; undefined if the request is accepted. */
async function tryRequest(request: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await request();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError) || ![400, 403, 422].includes(error.status)) throw error;
    return `${error.status} ${error.message.split('\n')[0] ?? ''}`;
  }
}

/** Definitions of custom resources among objects: of the charts, whose schemas the API server applies, or stand-ins. */
async function listDefinitions(api: Api, objects: readonly KubernetesObject[]): Promise<readonly KubernetesObject[]> {
  const definitions = new Map<string, KubernetesObject>();
  for (const object of objects) {
    if (await api.serves(object)) continue;
    const definition = findCrd(object) ?? standIn(object);
    if (!findCrd(object)) standIns.add(`${object.kind} of ${object.apiVersion}`);
    definitions.set(definition.metadata.name, definition);
  }
  return [...definitions.values()];
}

/** Kinds whose definitions have no schema, since the chart with them is not present. */
const standIns = new Set<string>();

function standIn({ apiVersion, kind, metadata }: KubernetesObject): KubernetesObject {
  const [group = '', version = ''] = apiVersion.split('/');
  const singular = kind.toLowerCase();
  const plural = singular.endsWith('y') ? `${singular.slice(0, -1)}ies` : `${singular}s`;
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, a stand-in of a test' },
    },
    spec: {
      group,
      scope: metadata.namespace === undefined ? 'Cluster' : 'Namespaced',
      names: { kind, plural, singular, listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}

function formatTable(outcomes: readonly Outcome[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  return [
    '| attempt | expected | result | reason | plan |',
    '|---|---|---|---|---|',
    ...outcomes.map(
      ({ name, expected, isAccepted, reason, isPlanned, planRefusal }) =>
        `| ${cell(name)} | ${expected} | ${isAccepted ? 'accepted' : 'refused'} | ${cell(reason)} | ${isPlanned === true ? cell(planRefusal ?? 'accepted') : '–'} |`,
    ),
    '',
    standIns.size === 0
      ? 'All custom resources have the definitions of their charts.'
      : `Definitions without a schema, since no chart in PLINTH_CHARTS has them: ${[...standIns].sort().join(', ')}.`,
    '',
  ].join('\n');
}
