import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layStacks } from './fixture';
import { address, Providers } from './providers';
import { Stack } from './stack';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plinth-stack-'));
  layStacks(folder);
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function written(stack: Stack): unknown {
  return JSON.parse(readFileSync(join(stack.folder, 'cdk.tf.json'), 'utf8'));
}

test('a stack only ever reaches the cluster of the lab, whatever its description says', () => {
  const stack = new Stack(folder, 'lab-platform', '');
  stack.fitToLab('/lab/kubeconfig');
  expect(written(stack)).toHaveProperty('provider.helm', [{ kubernetes: { config_path: '/lab/kubeconfig' } }]);
});

test('a release whose chart is not at hand is named and left out, with every reference to it', () => {
  const stack = new Stack(folder, 'lab-platform', '');
  expect(stack.fitToLab('/lab/kubeconfig')).toEqual(['traefik']);
  const { resource } = written(stack) as { resource: { helm_release: Record<string, { depends_on?: string[] }> } };
  expect(Object.keys(resource.helm_release)).toEqual(['namespaces', 'shop']);
  expect(resource.helm_release.shop?.depends_on).toEqual(['helm_release.namespaces']);
});

test('a resource with a provisioner needs a host', () => {
  const file = join(folder, 'cdktf.out/stacks/lab-infrastructure/cdk.tf.json');
  const wanted = { resource: { terraform_data: { join: { provisioner: [{ 'remote-exec': { inline: ['true'] } }] } } } };
  expect(new Stack(folder, 'lab-infrastructure', '').onMachines).toEqual([]);
  writeFileSync(file, JSON.stringify(wanted));
  expect(new Stack(folder, 'lab-infrastructure', '').onMachines).toEqual(['terraform_data.join']);
});

test('the short source that cdktf writes means a provider of HashiCorp', () => {
  expect(address({ source: 'helm', version: '1' })).toBe('registry.terraform.io/hashicorp/helm');
  expect(address({ source: 'acme/rack', version: '1' })).toBe('registry.terraform.io/acme/rack');
  expect(address({ source: 'tf.example/acme/rack', version: '1' })).toBe('tf.example/acme/rack');
});

test('Terraform asks nobody for providers unless it is told to', () => {
  delete process.env.PLINTH_TERRAFORM_PROVIDERS;
  delete process.env.PLINTH_TERRAFORM_REGISTRY;
  const file = join(folder, 'terraformrc');
  new Providers().writeConfiguration(file);
  expect(readFileSync(file, 'utf8')).toContain('exclude = ["*/*/*"]');
  expect(new Providers().sourceOf({ source: 'helm', version: '3.1.1' })).toBeUndefined();
});
