import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareOutputs, type OutputChange } from '../../../src/output/compare-output';
import { formatPath } from '../../../src/schema/problem';
import type { Files } from '../../support/output-files';

/** Returns the differences of two outputs: action and item, then each field. */
function listChanges(previous: Files | undefined, current: Files): readonly string[] {
  return compareOutputs(previous && renderer(previous), renderer(current)).flatMap(formatChange);
}

/** Renders files: those of cdktf are written to its folder, all others to the sink. */
function renderer(files: Files): Parameters<typeof compareOutputs>[1] {
  return (sink) => {
    const { terraformFolder } = sink;
    mkdirSync(terraformFolder);
    for (const [path, text] of Object.entries(files)) {
      if (!path.startsWith('cdktf.out/') || path.includes('/charts/')) sink.write({ path, text });
      else {
        const file = join(dirname(terraformFolder), path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
  };
}

function formatChange({ action, item, fields }: OutputChange): readonly string[] {
  return [
    `${action} ${Object.values(item).join(' ')}`,
    ...fields.map(({ path, from, to }) => `  ${formatPath(path)} ${JSON.stringify(from)} -> ${JSON.stringify(to)}`),
  ];
}

const object = (name: string, data: object, kind = 'ConfigMap') =>
  JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, namespace: 'shop' }, data });
const shop = 'dist/dc1/tenants/shop/objects.yaml';
const stack = 'cdktf.out/stacks/dc1-platform/cdk.tf.json';

describe('comparing outputs', () => {
  it('compares objects of a release by apiVersion, kind, namespace and name, in whatever file they are', () => {
    const previous = { [shop]: [object('a', { x: '1' }), object('b', {})].join('\n---\n') };
    const current = { [shop]: object('c', {}), 'dist/dc1/tenants/shop/a.yaml': object('a', { x: '2' }) };
    expect(listChanges(previous, current)).toEqual([
      'change object dc1/tenants/shop v1 ConfigMap shop a',
      '  data.x "1" -> "2"',
      'remove object dc1/tenants/shop v1 ConfigMap shop b',
      'add object dc1/tenants/shop v1 ConfigMap shop c',
    ]);
  });

  it('compares values of charts field by field, and other files as text', () => {
    const files = (retention: string) => ({
      'dist/dc1/components/prometheus/values.yaml': `server:\n  retention: ${retention}\n`,
      'dist/dc1/images.txt': `image ${retention}\n`,
    });
    expect(listChanges(files('15d'), files('30d'))).toEqual([
      'change values dc1/components/prometheus',
      '  server.retention "15d" -> "30d"',
      'change file dist/dc1/images.txt',
      '   "image 15d\\n" -> "image 30d\\n"',
    ]);
  });

  it('compares blocks of Terraform by address, without comments and the order of apply', () => {
    const blocks = (options: object, release: object) =>
      JSON.stringify({
        '//': options,
        resource: { helm_release: { web: { '//': options, depends_on: [JSON.stringify(options)], ...release } } },
        provider: { helm: [{ kubernetes: {} }] },
        terraform: { backend: { local: options } },
      });
    const previous = { [stack]: blocks({ path: 'a' }, { timeout: 900 }) };
    expect(listChanges(previous, { [stack]: blocks({ path: 'b' }, { timeout: 900 }) })).toEqual([
      'change terraform dc1-platform terraform',
      '  backend.local.path "a" -> "b"',
    ]);
    expect(listChanges(previous, { [stack]: blocks({ path: 'a' }, { timeout: 60 }) })).toEqual([
      'change terraform dc1-platform helm_release.web',
      '  timeout 900 -> 60',
    ]);
    expect(listChanges(undefined, previous)).toEqual([
      'add terraform dc1-platform helm_release.web',
      'add terraform dc1-platform provider.helm',
      'add terraform dc1-platform terraform',
    ]);
  });

  it('shows values of a release once: in its block, only their digest', () => {
    const blocks = (values: string) => JSON.stringify({ resource: { helm_release: { web: { values: [values] } } } });
    expect(listChanges({ [stack]: blocks('a: 1') }, { [stack]: blocks('a: 2') })).toEqual([
      'change terraform dc1-platform helm_release.web',
      expect.stringMatching(/^ {2}values "sha256:[0-9a-f]{12}" -> "sha256:[0-9a-f]{12}"$/),
    ]);
    const chart = 'cdktf.out/stacks/dc1-platform/charts/web/objects/objects.yaml';
    expect(listChanges({ [chart]: 'a: 1' }, { [chart]: 'a: 2' })).toEqual([]);
  });

  it('shows no secrets', () => {
    const changes = [
      listChanges({ [shop]: object('a', { x: 'first' }, 'Secret') }, { [shop]: object('a', { x: 'other' }, 'Secret') }),
      listChanges({ [shop]: object('a', { PASSWORD: 'first' }) }, { [shop]: object('a', { PASSWORD: 'other' }) }),
      listChanges({ [shop]: object('a', {}) }, { [shop]: object('a', { url: 'https://shop:first@db.acme.example' }) }),
    ];
    expect(changes.map(([, field]) => field)).toEqual([
      '  data.x "***" -> "***"',
      '  data.PASSWORD "***" -> "***"',
      '  data.url undefined -> "***"',
    ]);
  });

  it('deletes the temporary folder of cdktf, also after an error', () => {
    const folders: string[] = [];
    const render: Parameters<typeof compareOutputs>[1] = ({ terraformFolder }) => {
      folders.push(dirname(terraformFolder));
      mkdirSync(terraformFolder);
      if (folders.length > 1) throw new Error('broken');
    };
    expect(() => compareOutputs(render, render)).toThrow('broken');
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false]);
  });
});
