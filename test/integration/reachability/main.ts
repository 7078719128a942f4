import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDefinition } from '../../../src/cli/read-definition';
import { writeOutput } from '../../../src/synth';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { Report } from '../../../tools/report';
import { cloudExampleNames, exampleNames } from '../../support/examples';
import { reaches } from '../../support/network-evaluator';
import {
  formatPort,
  listConnections,
  listNetworkPolicies,
  listPeers,
  type Peer,
  type PeerConnection,
} from '../cluster/reachability-table';
import { getReleases, readOutput, readReleaseObjects, type Output } from '../cluster/output';
import { evaluateWithCyclonus } from '../cluster/cyclonus';
import { declaresConnection } from './declared-connections';
import { declaresNetworkConnection, listNetworkConnections, networkPorts } from './network-addresses';
import { evaluateWithAnalyzer, installAnalyzer } from './network-config-analyzer';

// Compares the network policies of every example, as network-config-analyzer evaluates them, with the definition, and with
// the evaluator of the unit tests; what it does not evaluate, addresses of the network of the nodes, cyclonus does: `npm run test:reachability -- [example…]`. Examples in a cloud need its package.
const examples = process.argv.length > 2 ? process.argv.slice(2) : [...exampleNames(), ...cloudExampleNames()];
const root = join(__dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'plinth-reachability-'));
const report = new Report('reachability', { folder: join(root, '.plinth/reports') });

void main();

async function main(): Promise<void> {
  const installed: { analyzer?: string } = {};
  try {
    await report.check('network-config-analyzer is installed', async () => {
      installed.analyzer = await installAnalyzer();
    });
    const { analyzer } = installed;
    if (analyzer !== undefined) for (const example of examples) await testExample(analyzer, example);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    process.exitCode = report.close();
  }
}

async function testExample(analyzer: string, example: string): Promise<void> {
  const exampleFolder = join(folder, example);
  const synthesized: { clusters?: readonly ClusterPlan[]; output?: Output } = {};
  await report.check(`${example}: is synthesized`, async () => {
    const { platform, language } = await readDefinition(join(root, `examples/${example}.ts`));
    const plan = language.plan({ ...addIntruder(platform as PlatformWithTenants), manifests: 'plain' });
    mkdirSync(exampleFolder, { recursive: true });
    writeOutput(plan, language, { terraform: join(exampleFolder, 'cdktf.out'), dist: join(exampleFolder, 'dist') });
    synthesized.clusters = plan.clusters;
    synthesized.output = readOutput(exampleFolder);
  });
  const { clusters = [], output } = synthesized;
  if (!output) return;
  for (const cluster of clusters.filter(({ tenants }) => tenants.length > 0)) {
    await report.check(`${example}/${cluster.name}: network-config-analyzer agrees with the definition`, () =>
      testCluster(analyzer, cluster, output),
    );
    if (!hasKnownNetwork(cluster)) continue;
    await report.check(
      `${example}/${cluster.name}: cyclonus agrees that tenants reach the network of the nodes and data services by declared uses only`,
      () => testNetwork(cluster, output),
    );
  }
}

/** Whether the definition contains addresses of nodes, API servers or other environments. */
function hasKnownNetwork({ clusterInfo }: ClusterPlan): boolean {
  const { machines, networkRanges = [], apiServerRanges = [], isolatedRanges = [] } = clusterInfo;
  return machines.length + networkRanges.length + apiServerRanges.length + isolatedRanges.length > 0;
}

async function testNetwork(cluster: ClusterPlan, output: Output): Promise<void> {
  const objects = getReleases(output, cluster.name).flatMap((release) => readReleaseObjects(output, release));
  const policies = listNetworkPolicies(objects);
  const connections = listNetworkConnections(cluster, listPeers(objects));
  const declared = connections.map((connection) => declaresNetworkConnection(connection, cluster));
  const evaluated = connections.map(({ from, to, port }) => reaches(policies, from, to, port));
  // cyclonus prints a table for each connection: it evaluates those that are allowed, and a part of the others.
  const compared = connections.flatMap((connection, index) =>
    evaluated[index] === true || declared[index] === true || index % 7 === 0 ? [{ connection, index }] : [],
  );
  const allowed = await evaluateWithCyclonus(
    policies,
    compared.map(({ connection }) => connection),
    join(output.folder, `network-${cluster.name}`),
  );
  const problems = [
    ...compared.flatMap(({ connection, index }, position) =>
      allowed[position] === evaluated[index]
        ? []
        : [`cyclonus and the evaluator of the unit tests differ: ${format(connection)}`],
    ),
    ...connections.flatMap((connection, index) =>
      evaluated[index] === declared[index]
        ? []
        : [
            `${evaluated[index] === true ? 'is allowed, but not declared' : 'is declared, but not allowed'}: ${format(connection)}`,
          ],
    ),
  ];
  if (problems.length > 0)
    throw new Error([`${problems.length} of ${connections.length} connections`, ...problems.slice(0, 40)].join('\n'));
}

interface PlatformWithTenants {
  readonly clusters: object;
  readonly tenants?: object;
}

/** Adds a tenant on all clusters with an application that calls all addresses outside of its cluster. */
function addIntruder(platform: PlatformWithTenants): PlatformWithTenants {
  const calls = [{ cidr: '0.0.0.0/0', ports: networkPorts.map(({ port }) => port) }];
  const intruder = {
    clusters: Object.keys(platform.clusters),
    owners: 'intruders',
    applications: { wide: { image: 'registry.acme.example/intruder/wide:1', calls } },
  };
  return { ...platform, tenants: { ...platform.tenants, intruder } };
}

async function testCluster(analyzer: string, cluster: ClusterPlan, output: Output): Promise<void> {
  const objects = getReleases(output, cluster.name).flatMap((release) => readReleaseObjects(output, release));
  const policies = listNetworkPolicies(objects);
  const peers = listPeers(objects);
  const connections = listConnections(peers, policies).filter(({ source }) => source.end.pod);
  const allowed = await evaluateWithAnalyzer(analyzer, policies, peers, connections, output.folder);
  const problems = connections.flatMap((connection, index) => [
    ...(allowed[index] ===
    reaches(policies, withoutBlocks(connection.source), withoutBlocks(connection.target), connection.port)
      ? []
      : [`network-config-analyzer and the evaluator of the unit tests differ: ${format(connection)}`]),
    ...(isBetweenTenants(connection) && allowed[index] !== declaresConnection(connection, cluster)
      ? [
          `${allowed[index] === true ? 'is allowed, but not declared' : 'is declared, but not allowed'}: ${format(connection)}`,
        ]
      : []),
  ]);
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The end of a peer with an address in no block of IPv4, as the analyzer assumes it of pods. */
function withoutBlocks({ end }: Peer) {
  return { ...end, ip: 'fd00::1' };
}

function isBetweenTenants({ source, target }: PeerConnection): boolean {
  return source.tenant !== undefined && target.tenant !== undefined && source.tenant !== target.tenant;
}

function format({ source, target, port }: PeerConnection): string {
  return `${source.name} to ${target.name} on ${formatPort(port)}`;
}
