import { planCluster, smallCluster } from './plan-cluster';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthInfrastructure } from './synth-infrastructure';

const controlPlanes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
const cluster = { ...smallCluster, controlPlanes, endpoint: { address: '10.0.0.9' } };
const warnings = (zones: object, options: object = {}) =>
  planCluster({ ...cluster, ...options, zones })
    .warnings.map(({ path, message }) => `${path.join('.')}: ${message}`)
    .filter((text) => text.includes('.zones.'));

describe('zones', () => {
  test('are labels of nodes, and a changed one is set without a join', () => {
    const zones = { a: ['cp1', 'w1'], b: ['cp2'], c: ['cp3'] };
    const { stackDirectory, blocks } = synthInfrastructure({ ...cluster, zones });
    const table = readFileSync(join(stackDirectory, 'scripts/hosts.sh'), 'utf8');
    for (const [host, zone] of [
      ['cp1', 'a'],
      ['cp2', 'b'],
      ['w1', 'a'],
    ])
      expect(table).toMatch(new RegExp(`\\t${host ?? ''}\\t.*topology.kubernetes.io/zone=${zone ?? ''}\\t`));
    const other = synthInfrastructure({ ...cluster, zones: { ...zones, c: [], d: ['cp3'] } }).blocks;
    const changed = Object.keys(blocks).filter((name) => JSON.stringify(blocks[name]) !== JSON.stringify(other[name]));
    expect(changed).toEqual(['nodes']);
  });

  test('with a majority of the members of etcd are warned about', () => {
    expect(warnings({ a: ['cp1'], b: ['cp2'], c: ['cp3'] })).toEqual([]);
    expect(warnings({ a: ['cp1', 'cp2'], b: ['cp3'] })).toEqual([
      'clusters.dc1.zones.a: contains 2 of the 3 members of etcd (cp1, cp2): without this zone, the API is down',
    ]);
    const etcd = { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' };
    expect(warnings({ a: ['cp1', 'cp2', 'e1'], b: ['cp3', 'e2'], c: ['e3'] }, { etcd })).toEqual([]);
  });

  test.each([
    ['an unknown host', { a: ['w7'] }, 'clusters.dc1.zones.a[0] is "w7": is not a host of this cluster'],
    ['a host of another zone', { a: ['w1'], b: ['w1'] }, 'clusters.dc1.zones.b[0] is "w1": is in the zone a already'],
  ])('with %s are rejected', (_, zones, message) => {
    expect(() => planCluster({ ...cluster, zones })).toThrow(message);
  });
});
