import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFixtureStacks } from './fixture';
import { providerAddress, Providers } from './providers';
import { Stack } from './stack';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-stack-'));
  copyFixtureStacks(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function readStack(stack: Stack): unknown {
  return JSON.parse(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8'));
}

test('an adapted stack has the cluster of the lab as its only cluster', () => {
  const stack = new Stack(folder, 'lab-platform', '');
  stack.adaptToLab('/lab/kubeconfig');
  expect(readStack(stack)).toHaveProperty('provider.helm', [{ kubernetes: { config_path: '/lab/kubeconfig' } }]);
});

test('a release whose chart is not available is removed with all references to it, and returned', () => {
  const stack = new Stack(folder, 'lab-platform', '');
  expect(stack.adaptToLab('/lab/kubeconfig')).toEqual(['traefik']);
  const { resource } = readStack(stack) as { resource: { helm_release: Record<string, { depends_on?: string[] }> } };
  expect(Object.keys(resource.helm_release)).toEqual(['namespaces', 'shop']);
  expect(resource.helm_release.shop?.depends_on).toEqual(['helm_release.namespaces']);
});

test('a resource with a provisioner is listed', () => {
  const file = join(folder, 'cdktf.out/stacks/lab-infrastructure/cdk.tf.json');
  const configuration = {
    resource: { terraform_data: { join: { provisioner: [{ 'remote-exec': { inline: ['true'] } }] } } },
  };
  expect(new Stack(folder, 'lab-infrastructure', '').provisionedResources).toEqual([]);
  writeFileSync(file, JSON.stringify(configuration));
  expect(new Stack(folder, 'lab-infrastructure', '').provisionedResources).toEqual(['terraform_data.join']);
});

test('a source without namespace is a provider of HashiCorp', () => {
  expect(providerAddress({ source: 'helm', version: '1' })).toBe('registry.terraform.io/hashicorp/helm');
  expect(providerAddress({ source: 'acme/rack', version: '1' })).toBe('registry.terraform.io/acme/rack');
  expect(providerAddress({ source: 'tf.example/acme/rack', version: '1' })).toBe('tf.example/acme/rack');
});

test('by default Terraform installs no provider from the registry', () => {
  delete process.env.PLINTH_TERRAFORM_PROVIDERS;
  delete process.env.PLINTH_TERRAFORM_REGISTRY;
  const file = join(folder, 'terraformrc');
  new Providers().writeConfiguration(file);
  expect(readFileSync(file, 'utf8')).toContain('exclude = ["*/*/*"]');
  expect(new Providers('real').tryGetSource({ source: 'helm', version: '3.1.1' })).toBeUndefined();
});

test('a stand-in is used for the version of its bindings only', () => {
  delete process.env.PLINTH_TERRAFORM_PROVIDERS;
  delete process.env.PLINTH_TERRAFORM_REGISTRY;
  const name = 'stand-in provider for hashicorp/helm 3.1.1, schema from @cdktf/provider-helm 12.1.2';
  expect(new Providers().tryGetSource({ source: 'helm', version: '3.1.1' })).toMatchObject({ name });
  expect(new Providers().tryGetSource({ source: 'helm', version: '3.1.2' })).toBeUndefined();
  expect(new Providers().tryGetSource({ source: 'acme/helm', version: '3.1.1' })).toBeUndefined();
});

test('provisioners are removed, so that a stack is applied without its hosts', () => {
  const file = join(folder, 'cdktf.out/stacks/lab-infrastructure/cdk.tf.json');
  const provisioner = [{ 'local-exec': { command: 'true' } }];
  const configuration = { resource: { terraform_data: { join: { input: 'node-1', provisioner, connection: {} } } } };
  writeFileSync(file, JSON.stringify(configuration));
  const stack = new Stack(folder, 'lab-infrastructure', '');
  stack.removeProvisioners();
  expect(readStack(stack)).toEqual({ resource: { terraform_data: { join: { input: 'node-1' } } } });
  expect(stack.provisionedResources).toEqual([]);
});
