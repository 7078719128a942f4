import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HelmProvider } from '@cdktf/provider-helm/lib/provider';
import { App, TerraformStack } from 'cdktf';
import { z } from 'zod';
import { clusterInfo, componentKind, grafana, kinds, prometheus, traefik } from '../../../src';
import { DefinitionError } from '../../../src/schema/problem';
import { Component, type ComponentProps } from '../../../stacks';

const network = { network: {}, 'network-policy': {}, dns: {} };
const cluster = clusterInfo({
  domain: 'acme.example',
  capabilities: { ...network, 'load-balancer': {}, storage: {}, ingress: {} },
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'component-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

interface Release {
  readonly chart: string;
  readonly values?: readonly string[];
  readonly depends_on?: readonly string[];
}

/** Synthesizes a stack of a user, and returns the Helm releases in it by name. */
function synthesize(addConstructs: (stack: TerraformStack) => void): Readonly<Record<string, Release>> {
  const app = new App({ outdir: folder, stackTraces: false });
  const stack = new TerraformStack(app, 'mine');
  new HelmProvider(stack, 'helm', { kubernetes: { configPath: '~/.kube/config' } });
  addConstructs(stack);
  app.synth();
  const { resource } = JSON.parse(readFileSync(join(folder, 'stacks/mine/cdk.tf.json'), 'utf8')) as {
    readonly resource: { readonly helm_release: Readonly<Record<string, Release>> };
  };
  return resource.helm_release;
}

function catchMessage(props: ComponentProps): string {
  try {
    synthesize((stack) => new Component(stack, 'component', props));
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return 'no error';
}

test('a component may depend on another one, in a list', () => {
  const releases = synthesize((stack) => {
    const ingress = new Component(stack, 'traefik', { component: traefik(), cluster });
    new Component(stack, 'prometheus', { component: prometheus(), cluster, dependsOn: [ingress] });
    const dependsOn = ingress as unknown as ComponentProps['dependsOn'] & object;
    expect(() => new Component(stack, 'other', { component: prometheus(), cluster, dependsOn })).toThrow(
      'dependsOn must be a list: write it in brackets',
    );
  });
  expect(releases['namespace-monitoring']?.depends_on).toContain('helm_release.traefik');
});

test('a component without parentheses is an error that shows them', () => {
  expect(catchMessage({ component: traefik, cluster })).toBe(
    "1 error in component 'traefik'\n  component is a function: must be an object; write parentheses after its name: it is the function of kind 'traefik'",
  );
});

test('a component brings its namespace, its CRDs and its chart, in this order', () => {
  const releases = synthesize(
    (stack) => new Component(stack, 'traefik', { component: traefik({ replicas: 3 }), cluster }),
  );
  expect(Object.keys(releases).sort()).toEqual(['namespace-traefik', 'traefik', 'traefik-crds']);
  expect(releases.traefik?.depends_on).toEqual(['helm_release.namespace-traefik', 'helm_release.traefik-crds']);
  expect(releases.traefik?.values?.join()).toContain('replicas: 3');
  const namespace = readFileSync(join(folder, 'stacks/mine/charts/namespace-traefik/objects/objects.yaml'), 'utf8');
  expect(namespace).toContain('pod-security.kubernetes.io/enforce');
  expect(namespace).toContain('kind: NetworkPolicy');
  expect(releases['traefik-crds']?.chart).toBe('./charts/traefik-crds');
  expect(readFileSync(join(folder, 'stacks/mine/charts/traefik-crds/Chart.yaml'), 'utf8')).toContain(
    'name: traefik-crds',
  );
});

test('components of one construct know the capabilities of each other', () => {
  const releases = synthesize(
    (stack) =>
      new Component(stack, 'monitoring', {
        component: [grafana({ host: 'grafana.acme.example' }), prometheus()],
        cluster,
      }),
  );
  expect(Object.keys(releases).filter((name) => name.startsWith('namespace-'))).toEqual([
    'namespace-grafana',
    'namespace-monitoring',
  ]);
  expect(releases.grafana?.values?.join()).toContain('prometheus');
});

test('a component is installed after the releases of another one', () => {
  const releases = synthesize((stack) => {
    const ingress = new Component(stack, 'traefik', { component: traefik(), cluster });
    new Component(stack, 'prometheus', { component: prometheus(), cluster, dependsOn: ingress.releases });
  });
  expect(releases['namespace-monitoring']?.depends_on).toContain('helm_release.traefik');
});

test('a component of a kind of a user is installed', () => {
  const schema = z.strictObject({ text: z.string().min(1) });
  const notice = componentKind({
    kind: 'notice',
    summary: 'Notice.',
    schema,
    releases: ({ name }) => [{ name, namespace: name, podSecurity: 'restricted', objects: {} }],
  });
  const releases = synthesize(
    (stack) => new Component(stack, 'notice', { component: notice({ text: 'a' }), kinds: [...kinds, notice] }),
  );
  expect(Object.keys(releases).sort()).toEqual(['namespace-notice', 'notice']);
});

test('wrong options throw the errors that `plinth check` reports', () => {
  const component = { kind: 'traefik', replica: 3 } as ComponentProps['component'];
  expect(catchMessage({ component, cluster })).toBe(
    "1 error in component 'traefik'\n  replica: no such option; write 'replicas'",
  );
  expect(catchMessage({ component: { kind: 'treafik' }, cluster })).toBe(
    "1 error in component 'treafik'\n  kind is \"treafik\": no such kind; write 'traefik'",
  );
  expect(catchMessage({ component: traefik() })).toMatch(
    /^1 error in .+\n {2}component is "traefik": requires 'load-balancer' /,
  );
});

test('a kind used on its own throws the errors that `plinth check` reports', () => {
  expect(() => traefik.releases({ replica: 3 } as never, cluster)).toThrow(
    "1 error in component 'traefik'\n  replica: no such option; write 'replicas'",
  );
});
