import { planCluster, smallCluster } from './plan-cluster';
import { listMachines } from '../../../../../constructs/clusters/on-prem/hosts';
import { onPremSchema } from '../../../../../constructs/clusters/on-prem/schema';

const ssh = { user: 'ops' };
const controlPlanes = { cp1: '10.0.0.11' };

describe('hosts by pattern', () => {
  test('have one address each, in ascending order', () => {
    const { controlPlanes: parsed, workers } = onPremSchema.parse({
      ssh,
      controlPlanes: { 'cp[1-3]': '10.0.0.11-10.0.0.13' },
      workers: { 'w[08-11].dc1': '10.0.1.254-10.0.2.1', x1: 'fd00::1' },
    });
    expect(parsed).toEqual({ cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' });
    expect(workers).toEqual({
      'w08.dc1': '10.0.1.254',
      'w09.dc1': '10.0.1.255',
      'w10.dc1': '10.0.2.0',
      'w11.dc1': '10.0.2.1',
      x1: 'fd00::1',
    });
  });

  test('are hosts of zones and groups', () => {
    const workerGroups = { gpu: { hosts: { 'g[1-2]': '10.0.2.254-10.0.2.255' } } };
    const options = onPremSchema.parse({ ssh, controlPlanes, workerGroups, zones: { a: ['cp1', 'g[1-2]'] } });
    expect(options.zones).toEqual({ a: ['cp1', 'g1', 'g2'] });
    expect(listMachines(options).map(({ name, address }) => `${name} ${address}`)).toEqual([
      'cp1 10.0.0.11',
      'g1 10.0.2.254',
      'g2 10.0.2.255',
    ]);
  });

  test.each<[string, object, string]>([
    [
      'fewer addresses than hosts',
      { 'w[01-40]': '10.0.0.21-10.0.0.59' },
      'clusters.dc1.workers.w[01-40] is "10.0.0.21-10.0.0.59": has 40 hosts and 39 addresses',
    ],
    ['one address', { 'w[1-2]': '10.0.0.21' }, 'has 2 hosts and 1 address'],
    ['several addresses for one host', { w1: '10.0.0.21-10.0.0.22' }, 'has 1 host and 2 addresses'],
    [
      'a host that another entry defines',
      { 'w[1-3]': '10.0.0.21-10.0.0.23', w2: '10.0.0.30' },
      'contains w2, which another entry defines',
    ],
    ['numbers in descending order', { 'w[3-1]': '10.0.0.21-10.0.0.23' }, 'must have the lower number first'],
    ['too many hosts', { 'w[1-5001]': '10.0.0.0-10.0.19.136' }, 'must have at most 5000 hosts'],
    ['names that no node can have', { 'W[1-2]': '10.0.0.21-10.0.0.22' }, 'must have host names, and W1 is none'],
    ['two patterns in one name', { 'w[1-2][1-2]': '10.0.0.21-10.0.0.24' }, 'must be a host name'],
    ['a range in descending order', { 'w[1-2]': '10.0.0.22-10.0.0.21' }, 'in ascending order'],
  ])('are rejected with %s', (_, workers, message) => {
    expect(() => planCluster({ ...smallCluster, workers })).toThrow(message);
  });
});
