import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providesLabel } from '../../../../src/kinds/labels';
import type { Check } from '../check';
import { evaluateWithCyclonus } from '../cyclonus';
import {
  formatPort,
  formatReachabilityTable,
  listConnections,
  listNetworkPolicies,
  listPeers,
  type Peer,
  type PeerConnection,
} from '../reachability-table';
import { reportFolder } from '../session';

/**
 * Ports by capability that pods of tenants may use. Tenants use all other capabilities through the API server, or the
 * component opens the connections.
 */
const offeredPorts: Readonly<Record<string, readonly string[]>> = {
  dns: ['TCP 53', 'UDP 53'],
  identity: ['TCP 4433', 'TCP 4444'],
  permissions: ['TCP 4466'],
  'access-rules': ['TCP 4455', 'TCP 4456'],
};

/**
 * Connections that examples allow: `capabilities` of a tenant (dsenv), `uses` of an application (nais, own-capability), and
 * calls of the gate of an application (microservices).
 */
const grantedConnections: Readonly<Record<string, readonly string[]>> = {
  'dssys/blueprinter': [
    'argo-cd/argocd-server TCP 8080',
    'grafana/grafana TCP 3000',
    'loki/loki TCP 3100',
    'monitoring/prometheus TCP 9090',
  ],
  'shop/basket': ['telemetry/receiver-shop TCP 4317', 'telemetry/receiver-shop TCP 4318'],
  'shop/web': ['search/search TCP 8080', 'telemetry/receiver-shop TCP 4317', 'telemetry/receiver-shop TCP 4318'],
  'analytics/reports': ['service-gate/ingest-store-27583b3f4002d9ec TCP 8080'],
  'uforetrygd/soknad': ['seaweedfs/seaweedfs-all-in-one seaweedfs TCP 8333'],
};

/** Evaluates the network policies of tenants and components together, and writes a table of allowed connections. */
export const check: Check = {
  name: 'tenants reach components only on the ports that these offer',
  skip: ({ objects }) => (listNetworkPolicies(objects).length > 0 ? undefined : 'no network policy'),
  async run({ label, objects, scratch }) {
    const reportName = `reach-${label.replace(/\W+/g, '-')}`;
    const policies = listNetworkPolicies(objects);
    const peers = listPeers(objects);
    const connections = listConnections(peers, policies);
    const isAllowed = await evaluateWithCyclonus(policies, connections, join(scratch, reportName));
    const allowedConnections = connections.filter((_, index) => isAllowed[index]);
    mkdirSync(reportFolder, { recursive: true });
    writeFileSync(join(reportFolder, `${reportName}.md`), formatReachabilityTable(label, peers, allowedConnections));
    const problems = allowedConnections
      .filter(({ source, target }) => source.tenant !== undefined && isComponent(target))
      .filter((connection) => !isOffered(connection) && !isGranted(connection))
      .map(({ source, target, port }) => `${source.name} reaches ${target.name} on ${formatPort(port)}`);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
};

function isComponent({ namespace, tenant }: Peer): boolean {
  return namespace !== undefined && tenant === undefined;
}

function isOffered({ target, port }: PeerConnection): boolean {
  const namespaceLabels = target.end.pod?.namespaceLabels ?? {};
  const provides = (capability: string) =>
    target.namespace === 'kube-system' ? capability === 'dns' : namespaceLabels[providesLabel(capability)] === 'true';
  return Object.entries(offeredPorts).some(
    ([capability, ports]) => provides(capability) && ports.includes(formatPort(port)),
  );
}

function isGranted({ source, target, port }: PeerConnection): boolean {
  return grantedConnections[source.name]?.includes(`${target.name} ${formatPort(port)}`) === true;
}
