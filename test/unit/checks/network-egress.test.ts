import { z } from 'zod';
import { kinds } from '../../../constructs/kinds';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { createNetworkRanges } from '../../../src/kinds/network-range';
import { provideEndpoints } from '../../../src/kinds/provides';
import { language } from '../../../src/language';
import { privateRanges } from '../../../src/schema/reserved-ranges';
import { formatPath } from '../../../src/schema/problem';

const managed = clusterKind({
  kind: 'managed',
  summary: 'Cluster of a cloud.',
  schema: z.strictObject({ reaches: z.array(z.string()).optional() }),
  provides: () => provideEndpoints({ network: {}, 'network-policy': {}, 'network-policy-hosts': { api: 'cilium' } }),
  networkRanges: () => createNetworkRanges({ 'the network': '10.0.0.0/16' }),
  egressRanges: ({ reaches }) => reaches,
  connection: (_, name) => ({ type: 'kubeconfig', path: name }),
});

const acme = language([...kinds, managed]);

const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [443] } };

/** Returns the problems of a workload, on a cluster with these options. */
function listProblems(web: object, cluster: object): readonly string[] {
  const image = 'registry.test.example/web:1';
  const quota = { cpu: 1, memoryGiB: 1 };
  return acme
    .check({
      name: 'acme',
      domain: 'acme.example',
      environments: ['prod'],
      clusters: {
        prod: { kind: 'managed', environment: 'prod', registryMirror: 'r.acme.example', connections, ...cluster },
      },
      tenants: {
        shop: {
          clusters: ['prod'],
          owners: 'shop',
          quota,
          registries: ['registry.test.example'],
          connections: ['analytics'],
          hostEgress: true,
          applications: { web: { image, ...web } },
        },
      },
    })
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${formatPath(path)} ${message}`);
}

const noEgress = { reaches: [] };
const place = 'tenants.shop.applications.web';

describe('the egress of a network', () => {
  it('that leads nowhere refuses calls of other addresses, and names both', () => {
    const reason = "is not reached from cluster 'prod', since clusters.prod.network.egress is 'none'";
    expect(listProblems({ calls: [{ cidr: '203.0.113.0/24', ports: [443] }] }, noEgress)).toEqual([
      `${place}.calls[0].cidr ${reason}`,
    ]);
    expect(listProblems({ calls: [{ host: 'api.example.com', ports: [443] }] }, noEgress)).toEqual([
      `${place}.calls[0].host ${reason}`,
    ]);
    const database = { server: '203.0.113.9', addresses: ['203.0.113.9/32'], credentials: 'c' };
    expect(listProblems({ uses: { database } }, noEgress).join()).toContain(
      `${place}.uses.database.addresses[0] ${reason}`,
    );
  });

  it('that leads nowhere still allows the own network and connections', () => {
    const calls = [{ connection: 'analytics' }, { cidr: '10.0.9.0/24', ports: [443], includesHosts: true }];
    expect(listProblems({ calls }, noEgress)).toEqual([]);
  });

  it('to some ranges refuses calls beyond them', () => {
    const cluster = { reaches: ['203.0.113.0/24'] };
    expect(listProblems({ calls: [{ cidr: '203.0.113.7/32', ports: [443] }] }, cluster)).toEqual([]);
    expect(listProblems({ calls: [{ cidr: '198.51.100.0/24', ports: [443] }] }, cluster)).toEqual([
      `${place}.calls[0].cidr is not reached from cluster 'prod': clusters.prod.network.egress allows 203.0.113.0/24 only`,
    ]);
  });

  it('to private networks allows calls of these', () => {
    const cluster = { reaches: privateRanges };
    expect(listProblems({ calls: [{ cidr: '10.200.0.0/16', ports: [443] }] }, cluster)).toEqual([]);
    expect(listProblems({ calls: [{ cidr: '203.0.113.0/24', ports: [443] }] }, cluster)).toHaveLength(1);
  });

  it('without a way to the internet needs a mirror of images', () => {
    expect(listProblems({}, { ...noEgress, registryMirror: undefined })).toEqual([
      expect.stringContaining('clusters.prod.registryMirror is missing: nodes reach no public registry'),
    ]);
    expect(listProblems({}, { registryMirror: undefined })).toEqual([]);
  });

  it('without a way to the internet is a warning for components that connect to it', () => {
    const problems = acme.check({
      name: 'acme',
      domain: 'acme.example',
      environments: ['prod'],
      clusters: {
        prod: {
          kind: 'managed',
          environment: 'prod',
          registryMirror: 'r.acme.example',
          reaches: [],
          components: [{ kind: 'cert-manager', email: 'ops@acme.example' }],
        },
      },
    });
    expect(problems.filter(({ path }) => formatPath(path) === 'clusters.prod.network.egress')).toMatchObject([
      {
        severity: 'warning',
        message: expect.stringMatching(/^cert-manager may connect to addresses outside/) as string,
      },
    ]);
  });
});
