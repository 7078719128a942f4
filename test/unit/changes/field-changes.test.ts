import fc from 'fast-check';
import { compareFields } from '../../../src/changes/field-changes';
import { formatPath } from '../../../src/schema/problem';

/** Returns the changed fields between two values, one line each. */
function listFields(previous: unknown, current: unknown): readonly string[] {
  return compareFields(previous, current).map(({ path, from, to, reordered }) =>
    [formatPath(path), JSON.stringify(from), '->', JSON.stringify(to), ...(reordered ? ['reordered'] : [])].join(' '),
  );
}

describe('comparing fields', () => {
  it('lists changed, removed and added fields at any depth, in the order of the previous value', () => {
    expect(listFields({ b: 1, a: { c: 'x', d: true } }, { e: [], a: { c: 'y' }, b: 2 })).toEqual([
      'b 1 -> 2',
      'a.c "x" -> "y"',
      'a.d true -> ',
      'e  -> []',
    ]);
  });

  it('lists the fields of an object that was added', () => {
    expect(listFields({}, { quota: { cpu: 8, pods: 3 } })).toEqual(['quota.cpu  -> 8', 'quota.pods  -> 3']);
    expect(listFields({}, { quota: {} })).toEqual(['quota  -> {}']);
  });

  it('lists no field that is undefined, and no fields with the same value', () => {
    expect(listFields({ a: undefined, b: [1] }, { c: undefined, b: [1] })).toEqual([]);
  });

  it('distinguishes types', () => {
    expect(listFields({ a: 1, b: {}, c: null }, { a: '1', b: [], c: {} })).toEqual([
      'a 1 -> "1"',
      'b {} -> []',
      'c null -> {}',
    ]);
  });

  it('has one field for a list of scalars', () => {
    expect(listFields({ hosts: ['a', 'b'] }, { hosts: ['b', 'c'] })).toEqual(['hosts ["a","b"] -> ["b","c"]']);
  });

  it('compares items of lists by name, so that an inserted item changes no other', () => {
    const container = (name: string, image: string) => ({ name, image });
    expect(
      listFields(
        { containers: [container('web', 'web:1'), container('log', 'log:1')] },
        { containers: [container('proxy', 'proxy:1'), container('web', 'web:2')] },
      ),
    ).toEqual([
      'containers[web].image "web:1" -> "web:2"',
      'containers[log] {"name":"log","image":"log:1"} -> ',
      'containers[proxy]  -> {"name":"proxy","image":"proxy:1"}',
    ]);
  });

  it('compares mounts by path, since several mounts may have the name of one volume', () => {
    const mount = (mountPath: string, readOnly: boolean) => ({ name: 'data', mountPath, readOnly });
    expect(listFields([mount('/a', true), mount('/b', true)], [mount('/a', true), mount('/b', false)])).toEqual([
      '[/b].readOnly true -> false',
    ]);
  });

  it('compares Kubernetes objects by kind, namespace and name', () => {
    const object = (kind: string, data: string) => ({ kind, metadata: { name: 'a', namespace: 'shop' }, data });
    expect(listFields([object('A', '1'), object('B', '1')], [object('B', '2'), object('A', '1')])).toEqual([
      '[B shop/a].data "1" -> "2"',
      ' ["A shop/a","B shop/a"] -> ["B shop/a","A shop/a"] reordered',
    ]);
  });

  it('compares other lists by what they have in common', () => {
    const rule = (port: number) => ({ ports: [{ port }] });
    expect(listFields([rule(1), rule(2), rule(3)], [rule(0), rule(1), rule(4), rule(3)])).toEqual([
      '[0]  -> {"ports":[{"port":0}]}',
      '[2].ports[0].port 2 -> 4',
    ]);
    expect(listFields([rule(1), rule(2), rule(3)], [rule(1)])).toEqual([
      '[1] {"ports":[{"port":2}]} -> ',
      '[2] {"ports":[{"port":3}]} -> ',
    ]);
  });

  it('shows lists without names that differ in very many items as a whole', () => {
    const rules = (offset: number) => Array.from({ length: 2000 }, (_, index) => ({ port: index + offset }));
    expect(compareFields(rules(0), rules(5000))).toHaveLength(1);
  });

  it('finds a difference exactly where there is one, and the same backwards', () => {
    // JSON has no negative zero.
    const values = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(values, values, (previous, current) => {
        const forwards = compareFields(previous, current);
        expect(forwards.length > 0).toBe(JSON.stringify(sortKeys(previous)) !== JSON.stringify(sortKeys(current)));
        expect(compareFields(current, previous).length > 0).toBe(forwards.length > 0);
        expect(compareFields(current, JSON.parse(JSON.stringify(current)))).toEqual([]);
      }),
    );
  });
});

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, child]) => [key, sortKeys(child)]),
  );
}
