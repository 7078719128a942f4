import { formatDiffJson } from '../../../src/cli/diff-json';
import { formatDiffMarkdown } from '../../../src/cli/diff-markdown';
import { createDiffReport, type DiffReport } from '../../../src/cli/diff-report';
import { formatDiffText } from '../../../src/cli/diff-text';
import type { Change } from '../../../src/changes/change';
import { compareWithLastOutput } from '../../../src/synth';
import { testing } from '../../support/kinds';
import { applications, validPlatform } from '../../support/problems';

/** Report with these changes since the last apply. */
function report(changes: readonly Change[], options: Partial<DiffReport> = {}): DiffReport {
  const lock = 'plinth.lock.json';
  return { platform: 'acme', lock, applied: true, size: '', changes, output: undefined, ...options };
}

const lines = (changes: readonly Change[]) => formatDiffText(report(changes)).trimEnd().split('\n');

/** Returns the lines of one changed field. */
const fieldLines = (from: unknown, to: unknown) =>
  lines([{ action: 'change', path: ['a'], fields: [{ path: ['a', 'b'], from, to }] }]).slice(1, -1);

describe('the text of plinth diff', () => {
  it('shows fields with old and new values, dangerous changes last, and a summary', () => {
    expect(
      lines([
        {
          action: 'change',
          path: ['state'],
          fields: [{ path: ['state', 'bucket'], from: 'b', to: 'c' }],
          risk: 'moves',
        },
        { action: 'add', path: ['tenants', 'shop'] },
        { action: 'drain', path: ['clusters', 'a', 'w1'], from: '10.0.0.1', risk: 'evicts' },
        { action: 'upgrade', path: ['clusters', 'a', 'kubernetes'], from: '1.35', to: '1.36' },
      ]),
    ).toEqual([
      '+ add tenants.shop',
      '~ upgrade clusters.a.kubernetes: 1.35 → 1.36',
      '~ change state',
      '    bucket: b → c',
      '    ! moves',
      '- drain clusters.a.w1: 10.0.0.1',
      '    ! evicts',
      '1 to add, 2 to change, 1 to remove, 2 dangerous',
    ]);
  });

  it.each([
    [15, 30, '    b: 15 → 30'],
    [undefined, false, '    b: (not set) → false'],
    ['x', undefined, '    b: x → (not set)'],
    [30, '30', '    b: 30 → "30"'],
    ['', ' a', '    b: "" → " a"'],
    [['a', 'b'], ['b', 'c', 'd'], '    b: - a, + c, + d'],
    [['a', 'b'], ['b', 'a'], '    b: ["a","b"] → ["b","a"]'],
    [undefined, ['a'], '    b: (not set) → ["a"]'],
    [{ port: 1 }, undefined, '    b: {"port":1} → (not set)'],
  ])('shows %j → %j', (from, to, line) => {
    expect(fieldLines(from, to)).toEqual([line]);
  });

  it('shows the changed lines of a text', () => {
    const text = (line: string) => `1\n2\n3\n${line}\n5\n6\n7\n`;
    expect(fieldLines(text('4'), text('four'))).toEqual([
      '    b:',
      '        3',
      '      - 4',
      '      + four',
      '        5',
    ]);
    expect(fieldLines(undefined, 'one\ntwo')).toEqual(['    b:', '      + one', '      + two']);
    const longText = Array.from({ length: 900 }, (_, index) => `line ${index}`).join('\n');
    expect(fieldLines(undefined, longText)).toHaveLength(42);
    expect(fieldLines('a\nb', `${longText}\n${longText}`)).toEqual(['    b:', '      2 lines → 1800 lines']);
  });

  it('shows the part of a long value that differs', () => {
    const value = (digit: string) => `registry.acme.example/${'x'.repeat(200)}@sha256:${digit}`;
    expect(fieldLines(value('1'), value('2'))).toEqual([
      `    b: …${'x'.repeat(12)}@sha256:1 → …${'x'.repeat(12)}@sha256:2`,
    ]);
  });

  it('escapes characters that control a terminal or the direction of text', () => {
    expect(fieldLines('a', 'b\u001b[2K\u202e')).toEqual(['    b: a → b\\u001b[2K\\u202e']);
    expect(lines([{ action: 'add', path: ['tenants', '\r\u001b[A'] }])[0]).toBe('+ add tenants.\\u000d\\u001b[A');
  });

  it('is the same whenever it is rendered', () => {
    const definition = (image: string) => ({ ...validPlatform, ...applications({ api: { image } }) });
    const plan = () => testing.plan(definition('a.example/api:2'), definition('a.example/api:1'));
    const render = () => formatDiffText(createDiffReport(plan(), 'lock', compareWithLastOutput(plan(), testing)));
    expect(render()).toBe(render());
    expect(render()).toContain('    image: a.example/api:1 → a.example/api:2\n');
    expect(render()).toContain('    spec.template.spec.containers[api].image: a.example/api:1 → a.example/api:2\n');
  });
});

describe('the first diff of a platform', () => {
  const plan = testing.plan({ ...validPlatform, ...applications({ api: { image: 'a.example/api:1' } }) });

  it('shows everything as an addition', () => {
    const text = formatDiffText(createDiffReport(plan, 'plinth.lock.json', undefined));
    expect(text).toMatch(
      /^nothing was applied yet \(plinth\.lock\.json records no apply\): 2 clusters, \d+ components? \(\d+ releases?\), 1 tenant to add\n/,
    );
    expect(text).toContain(
      '\n+ add clusters.a\n+ add clusters.b\n+ add tenants.shop\n+ add tenants.shop.applications.api\n4 to add, 0 to change',
    );
  });

  it('adds every object of the output', () => {
    const output = compareWithLastOutput(plan, testing);
    expect(output.map(({ item }) => ('kind' in item ? item.kind : item.type))).toContain('Deployment');
    expect(new Set(output.map(({ action }) => action))).toEqual(new Set(['add']));
  });
});

describe('the output of kustomize', () => {
  it('is compared as the manifests that it builds to', () => {
    const platform = (image: string) => ({
      ...validPlatform,
      ...applications({ api: { image } }),
      manifests: 'kustomize',
    });
    const plan = testing.plan(platform('a.example/api:2'), platform('a.example/api:1'));
    const objects = compareWithLastOutput(plan, testing).filter(({ item }) => item.type === 'object');
    expect(objects).toMatchObject([{ action: 'change', item: { kind: 'Deployment', name: 'api' } }]);
  });
});

describe('secrets in the lock of an earlier version', () => {
  it('are shown in no format', () => {
    const platform = (env: object) => ({
      ...validPlatform,
      ...applications({ api: { image: 'a.example/api:1', env } }),
    });
    const token = `ghp_${'a1B2'.repeat(9)}`;
    const { changes } = testing.plan(platform({ LEVEL: 'info' }), platform({ DB_PASSWORD: 'horse-staple', T: token }));
    const formats = [formatDiffText, formatDiffJson, formatDiffMarkdown].map((format) => format(report(changes)));
    for (const text of formats) {
      expect(text).toContain('DB_PASSWORD');
      expect(text).toContain('***');
      expect(text).not.toMatch(/horse-staple|ghp_/);
    }
  });
});

describe('the JSON of plinth diff', () => {
  it('has the documented fields', () => {
    const changes: readonly Change[] = [
      { action: 'move', path: ['tenants', 'shop', 'clusters'], from: 'a', to: 'b', risk: 'its data is not moved' },
      { action: 'change', path: ['tenants', 'shop'], fields: [{ path: ['tenants', 'shop', 'quota', 'cpu'], to: 8 }] },
    ];
    const item = { type: 'terraform', stack: 'a-platform', address: 'terraform' } as const;
    const output = [{ action: 'change', item, fields: [{ path: ['backend', 'local'], from: {} }] } as const];
    expect(JSON.parse(formatDiffJson(report(changes, { output })))).toEqual({
      formatVersion: 1,
      platform: 'acme',
      lock: 'plinth.lock.json',
      applied: true,
      summary: { add: 0, change: 2, remove: 0, dangerous: 1 },
      changes: [
        { action: 'move', path: 'tenants.shop.clusters', from: 'a', to: 'b', risk: 'its data is not moved' },
        { action: 'change', path: 'tenants.shop', fields: [{ path: 'tenants.shop.quota.cpu', to: 8 }] },
      ],
      output: {
        summary: { add: 0, change: 1, remove: 0 },
        changes: [{ action: 'change', ...item, fields: [{ path: 'backend.local', from: {} }] }],
      },
    });
  });

  it('without changes is a report as well', () => {
    expect(JSON.parse(formatDiffJson(report([])))).toMatchObject({ changes: [], summary: { add: 0, dangerous: 0 } });
  });
});

describe('the Markdown of plinth diff', () => {
  const change = (to: unknown): Change => ({ action: 'change', path: ['a'], from: 'x', to });

  it('shows dangerous changes first', () => {
    const text = formatDiffMarkdown(report([change('y'), { ...change('z'), risk: 'stops' }]));
    expect(text).toBe(
      '### Changes of platform acme\n\n**0 to add, 2 to change, 0 to remove, 1 dangerous**\n\n**Dangerous**\n\n```diff\n~ change a: x → z\n    ! stops\n```\n\n**Changes**\n\n```diff\n~ change a: x → y\n```\n',
    );
  });

  it('lets no value end the code block', () => {
    const text = formatDiffMarkdown(report([change('`````\n<img src=x> @everyone')]));
    const [, fence = ''] = /^(`+)diff$/m.exec(text) ?? [];
    expect(fence.length).toBeGreaterThan(5);
    const block = text.slice(text.indexOf(`${fence}diff`) + fence.length);
    expect(block.split('\n').filter((line) => line.startsWith('`'))).toEqual([fence]);
  });

  it('is short enough for a comment, whatever changes', () => {
    const changes = Array.from({ length: 5000 }, (_, index) => change(`value ${index}`));
    const text = formatDiffMarkdown(report([...changes, { ...change('last'), risk: 'stops' }]));
    expect(text.length).toBeLessThan(65_536);
    expect(text).toContain('x → last\n    ! stops');
    expect(text).toMatch(/^… \d+ more lines: run plinth diff$/m);
  });
});
