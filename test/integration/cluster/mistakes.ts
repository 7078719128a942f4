import { tenantLabel } from '../../../src/kinds/labels';
import type { Api, KubernetesObject } from './api';
import { Application, nextSecond } from './apply';
import { allChecks } from './cluster-test';
import { objectsOf, releasesOf, type Output } from './output';

/** A mistake that somebody could make, put into the lab's own output to see that the lab finds it. */
export interface Mistake {
  readonly name: string;
  /** Throws where nothing, or the wrong thing, finds the mistake. */
  isCaught(api: Api, output: Output): Promise<void>;
}

/** What is laid over an object, such as `Deployment web`, by JSON merge patch. */
type Changes = Readonly<Record<string, object>>;

const privileged = { spec: { template: { spec: { hostNetwork: true } } } };

/** Mistakes that the lab must find, each by the layer that should. */
export const mistakes: readonly Mistake[] = [
  refusedOnApply('an unknown field is refused', { 'Deployment web': { spec: { replica: 2 } } }, /spec\.replica\b/),
  refusedOnApply(
    'a mistyped key of a policy is refused',
    { 'NetworkPolicy web': { spec: { ingres: [] } } },
    /spec\.ingres\b/,
  ),
  refusedOnApply(
    'a warning is refused: a privileged pod in a restricted namespace',
    { 'Deployment web': privileged },
    /warning: would violate PodSecurity "restricted/,
  ),
  foundByCheck(
    'a privileged pod in a restricted namespace never runs',
    'the pods of every workload are admitted and run',
    { 'Deployment web': privileged },
    /0 of 2 pods; .*violates PodSecurity/,
  ),
  foundByCheck(
    'a namespace that does not say its Pod Security level is found',
    'a privileged pod is refused in every namespace that is not privileged',
    { 'Namespace shop': { metadata: { labels: { 'pod-security.kubernetes.io/enforce': null } } } },
    /does not say its Pod Security level/,
  ),
  foundByCheck(
    'a quota that does not count usual pods is found',
    'a pod that asks for more than the quota is refused',
    { 'ResourceQuota quota': { spec: { scopes: ['Terminating'] } } },
    /a million CPUs/,
  ),
  foundByCheck(
    'a tenant that reaches a component is found',
    'tenants reach components only on what these offer',
    {
      'Namespace shop': { metadata: { labels: { [tenantLabel]: 'shop' } } },
      'NetworkPolicy deny-by-default': { spec: { egress: [{}] } },
    },
    /shop-\d+\/web reaches monitoring\/any other pod on any port/,
  ),
  foundByCheck(
    'a role that does not exist is found',
    'people reach the namespaces that name them, and no others',
    { 'RoleBinding owners': { roleRef: { name: 'editor' } } },
    /shop-developers may not read pods/,
  ),
  {
    name: 'what a second apply changes is found',
    async isCaught(api, output) {
      const objects = wrongObjects(output, {});
      await new Application(api).apply(objects);
      const web = objects.find(({ kind }) => kind === 'Deployment');
      if (web) await api.patch(await api.path(web), { spec: { replicas: 5 } });
      await nextSecond();
      const again = new Application(api);
      await again.apply(objects);
      const found = again.changed.join(', ');
      if (!/^Deployment\.apps shop-\d+\/web$/.test(found)) throw new Error(`changed: ${found || 'nothing'}`);
    },
  },
];

function refusedOnApply(name: string, changes: Changes, says: RegExp): Mistake {
  return {
    name,
    async isCaught(api, output) {
      const application = new Application(api);
      await application.apply(wrongObjects(output, changes));
      await expectError(says, () => {
        application.throwRefused();
      });
    },
  };
}

function foundByCheck(name: string, checkName: string, changes: Changes, says: RegExp): Mistake {
  return {
    name,
    async isCaught(api, output) {
      const application = new Application(api);
      await application.apply(wrongObjects(output, changes));
      const check = (await allChecks()).find((candidate) => candidate.name === checkName);
      if (!check) throw new Error(`there is no check '${checkName}'`);
      await expectError(says, () =>
        check.run({ api, objects: application.objects, label: 'mistake', scratch: output.folder }),
      );
    },
  };
}

async function expectError(says: RegExp, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error && says.test(error.message)) return;
    throw error;
  }
  throw new Error('nothing finds the mistake');
}

let copies = 0;

/** The objects of the lab's own output with some of them changed, in a namespace that nobody used before. */
function wrongObjects(output: Output, changes: Changes): readonly KubernetesObject[] {
  const namespace = `shop-${++copies}`;
  const objects = releasesOf(output, 'lab').flatMap((release) => objectsOf(output, release));
  const named = objects.map((object) => `${object.kind} ${object.metadata.name}`);
  const missing = Object.keys(changes).filter((name) => !named.includes(name));
  if (missing.length > 0) throw new Error(`the lab's own output has no ${missing.join(', ')}`);
  const wrong = objects.map((object, index) => merged(object, changes[named[index] ?? ''] ?? {}));
  return JSON.parse(JSON.stringify(wrong).replaceAll('"shop"', `"${namespace}"`)) as KubernetesObject[];
}

/** JSON merge patch (RFC 7386): null takes a key away. */
function merged(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result = { ...(value as Record<string, unknown> | undefined) };
  for (const [key, change] of Object.entries(patch)) {
    const next = merged(result[key], change);
    if (next === null) Reflect.deleteProperty(result, key);
    else result[key] = next;
  }
  return result;
}
