import { readObjects, synthesize } from '../../support/output-files';
import { applications, checkPlatformWith, machineCluster, validPlatform } from '../../support/problems';

const image = 'registry.test.example/app:1';
const analytics = { cidrs: ['10.80.0.0/16', '10.81.0.0/16'], ports: [443, 9092] };

/** Entries of a platform whose cluster has a connection, which the tenant may use. */
const connected = (web: object, { connections = { analytics }, ...cluster }: { connections?: object } = {}) => ({
  ...machineCluster({ controlPlanes: { cp1: '10.0.0.11' }, connections, ...cluster }),
  ...applications(
    { web: { image, ...web }, other: { image, calls: [{ cidr: '10.0.0.0/8' }] } },
    { connections: ['analytics'] },
  ),
});

const problemsOf = (web: object, cluster?: { connections?: object }) => checkPlatformWith(connected(web, cluster));

/** Returns the egress rules of a workload that are not for the DNS. */
function egressOf(name: string, web: object) {
  const files = synthesize({ ...validPlatform, ...connected(web) });
  const policy = readObjects(files, `dist/a/tenants/shop/${name}.yaml`).find(({ kind }) => kind === 'NetworkPolicy');
  return (policy?.spec as { readonly egress: readonly object[] }).egress.slice(1);
}

describe('a connection of a cluster with another network', () => {
  it('is reached by the workload that names it, on its ports', () => {
    expect(egressOf('web', { calls: [{ connection: 'analytics' }] })).toEqual([
      {
        to: [{ ipBlock: { cidr: '10.80.0.0/16' } }, { ipBlock: { cidr: '10.81.0.0/16' } }],
        ports: [
          { port: 443, protocol: 'TCP' },
          { port: 9092, protocol: 'TCP' },
        ],
      },
    ]);
    expect(egressOf('web', { calls: [{ connection: 'analytics', ports: [9092] }] })).toMatchObject([
      { ports: [{ port: 9092 }] },
    ]);
  });

  it('is not reached by a workload that calls a larger range', () => {
    const [rule] = egressOf('other', {});
    expect(JSON.stringify(rule)).toMatch(
      /"cidr":"10\.0\.0\.0\/8","except":\[[^\]]*"10\.80\.0\.0\/16","10\.81\.0\.0\/16"/,
    );
  });

  it.each([
    [
      'only by its name',
      { calls: [{ cidr: '10.80.1.0/24' }] },
      "is an address of connection 'analytics' of cluster 'a'",
    ],
    [
      'also by servers only by its name',
      { uses: { queue: { server: 'kafka.analytics.example', addresses: ['10.81.0.9/32'] } } },
      "is an address of connection 'analytics' of cluster 'a'",
    ],
    ['that exists', { calls: [{ connection: 'analytic' }] }, "cluster 'a' has no such connection; write 'analytics'"],
    [
      'on its ports',
      { calls: [{ connection: 'analytics', ports: [22] }] },
      "calls[0].ports is 22: is not a port of connection 'analytics' of cluster 'a'; write one of 443, 9092",
    ],
  ])('is called %s', (_, web, message) => {
    expect(problemsOf(web).join('\n')).toContain(message);
  });

  it('is called only by tenants that the platform lets call it', () => {
    const entries = { ...connected({ calls: [{ connection: 'analytics' }] }) };
    const withoutGrant = applications({ web: { image, calls: [{ connection: 'analytics' }] } });
    expect(checkPlatformWith(entries)).toEqual([]);
    expect(checkPlatformWith({ ...entries, ...withoutGrant }).join('\n')).toContain(
      'is not in tenants.shop.connections; add it there',
    );
  });

  it.each([
    ['pods', ['10.244.3.0/24'], 'overlaps with podCidr 10.244.0.0/16 of the cluster'],
    ['Services', ['10.96.0.0/12'], 'overlaps with serviceCidr 10.96.0.0/16 of the cluster'],
    ['a host', ['10.0.0.11/32'], "is the address of host 'cp1' of cluster 'a'"],
    ['metadata services', ['169.254.169.254/32'], 'which no workload may call'],
  ])('has no addresses of %s', (_, cidrs, message) => {
    expect(problemsOf({}, { connections: { analytics: { ...analytics, cidrs } } }).join('\n')).toContain(message);
  });

  it('has no addresses of another connection', () => {
    const connections = { analytics, signals: { cidrs: ['10.80.4.0/24'], ports: [443] } };
    expect(problemsOf({}, { connections }).join('\n')).toContain(
      "overlaps with 10.80.0.0/16 of connection 'analytics'",
    );
  });
});
