import { tenantLabel } from '../../../src/kinds/labels';
import type { Api, KubernetesObject } from './api';
import { ApplyRun, waitForNextTimestamp } from './apply';
import { loadChecks } from './cluster-test';
import { readReleaseObjects, getReleases, type Output } from './output';

/** Error injected into a copy of the fixture, which the tests must find. */
export interface InjectedError {
  readonly name: string;
  /** Applies the fixture with the error. @throws if the error is not found as expected */
  assertFound(api: Api, output: Output): Promise<void>;
}

/** JSON merge patches by kind and name of the object: `Deployment web`. */
type Changes = Readonly<Record<string, object>>;

const usesHostNetwork = { spec: { template: { spec: { hostNetwork: true } } } };

/** Errors that the API server or a check must find. */
export const injectedErrors: readonly InjectedError[] = [
  rejectedOnApply('an unknown field is rejected', { 'Deployment web': { spec: { replica: 2 } } }, /spec\.replica\b/),
  rejectedOnApply(
    'a mistyped key of a policy is rejected',
    { 'NetworkPolicy web': { spec: { ingres: [] } } },
    /spec\.ingres\b/,
  ),
  rejectedOnApply(
    'a warning is an error: a privileged pod in a restricted namespace',
    { 'Deployment web': usesHostNetwork },
    /warning: would violate PodSecurity "restricted/,
  ),
  foundByCheck(
    'a privileged pod in a restricted namespace never runs',
    'the pods of every workload are admitted and run',
    { 'Deployment web': usesHostNetwork },
    /0 of 2 pods; .*violates PodSecurity/,
  ),
  foundByCheck(
    'a namespace without a Pod Security level is found',
    'a privileged pod is rejected in every namespace that is not privileged',
    { 'Namespace shop': { metadata: { labels: { 'pod-security.kubernetes.io/enforce': null } } } },
    /has no Pod Security level/,
  ),
  foundByCheck(
    'a quota that does not count ordinary pods is found',
    'a pod that requests more than the quota is rejected',
    { 'ResourceQuota quota': { spec: { scopes: ['Terminating'] } } },
    /a million CPUs/,
  ),
  foundByCheck(
    'a tenant that reaches a component is found',
    'tenants reach components only on the ports that these offer',
    {
      'Namespace shop': { metadata: { labels: { [tenantLabel]: 'shop' } } },
      'NetworkPolicy deny-by-default': { spec: { egress: [{}] } },
    },
    /shop-\d+\/web reaches monitoring\/any other pod on any port/,
  ),
  foundByCheck(
    'a role that does not exist is found',
    'groups have exactly the permissions of their role, only in the namespaces that name them',
    { 'RoleBinding owners': { roleRef: { name: 'editor' } } },
    /shop-developers cannot get pods/,
  ),
  {
    name: 'an object that a second apply changes is found',
    async assertFound(api, output) {
      const objects = changedFixtureObjects(output, {});
      await new ApplyRun(api).apply(objects);
      const web = objects.find(({ kind }) => kind === 'Deployment');
      if (web) await api.patch(await api.path(web), { spec: { replicas: 5 } });
      await waitForNextTimestamp();
      const secondRun = new ApplyRun(api);
      await secondRun.apply(objects);
      const changedNames = secondRun.changedNames.join(', ');
      if (!/^Deployment\.apps shop-\d+\/web$/.test(changedNames))
        throw new Error(`changed: ${changedNames || 'nothing'}`);
    },
  },
];

/** Error that the API server rejects with a message that matches a pattern. */
function rejectedOnApply(name: string, changes: Changes, expectedMessage: RegExp): InjectedError {
  return {
    name,
    async assertFound(api, output) {
      const applyRun = new ApplyRun(api);
      await applyRun.apply(changedFixtureObjects(output, changes));
      await expectError(expectedMessage, () => {
        applyRun.throwRejections();
      });
    },
  };
}

/** Error with which a check fails with a message that matches a pattern. */
function foundByCheck(name: string, checkName: string, changes: Changes, expectedMessage: RegExp): InjectedError {
  return {
    name,
    async assertFound(api, output) {
      const applyRun = new ApplyRun(api);
      await applyRun.apply(changedFixtureObjects(output, changes));
      const check = (await loadChecks()).find((candidate) => candidate.name === checkName);
      if (!check) throw new Error(`there is no check '${checkName}'`);
      await expectError(expectedMessage, () =>
        check.run({ api, objects: applyRun.objects, label: 'injected error', scratch: output.folder }),
      );
    },
  };
}

async function expectError(expectedMessage: RegExp, run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (error instanceof Error && expectedMessage.test(error.message)) return;
    throw error;
  }
  throw new Error('the error is not found');
}

let namespaceCount = 0;

/** Returns the objects of the fixture with changes, in a new namespace instead of `shop`. */
function changedFixtureObjects(output: Output, changes: Changes): readonly KubernetesObject[] {
  const namespace = `shop-${++namespaceCount}`;
  const objects = getReleases(output, 'lab').flatMap((release) => readReleaseObjects(output, release));
  const names = objects.map((object) => `${object.kind} ${object.metadata.name}`);
  const missing = Object.keys(changes).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`the fixture has no ${missing.join(', ')}`);
  const changedObjects = objects.map((object, index) => applyMergePatch(object, changes[names[index] ?? ''] ?? {}));
  return JSON.parse(JSON.stringify(changedObjects).replaceAll('"shop"', `"${namespace}"`)) as KubernetesObject[];
}

/** Applies a JSON merge patch (RFC 7386), in which null removes a key. */
function applyMergePatch(value: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const result = { ...(value as Record<string, unknown> | undefined) };
  for (const [key, change] of Object.entries(patch)) {
    const changedValue = applyMergePatch(result[key], change);
    if (changedValue === null) Reflect.deleteProperty(result, key);
    else result[key] = changedValue;
  }
  return result;
}
