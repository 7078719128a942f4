import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../tools/command';
import type { Peer, PeerConnection } from '../cluster/reachability-table';
import { installPythonPrograms } from '../wheels/python-environment';

/** Allowed ports of a protocol between two pods, as ranges. */
interface AllowedPorts {
  readonly protocols: readonly string[];
  readonly ranges: readonly (readonly [first: number, last: number])[];
}

/** Installs network-config-analyzer, and returns the path of its program. */
export async function installAnalyzer(): Promise<string> {
  return join(await installPythonPrograms(['network-config-analyzer==2.1.0']), 'nca');
}

/**
 * Evaluates with network-config-analyzer which connections between pods network policies allow. Returns one boolean per
 * connection. For the analyzer, no pod has an address in a block.
 * @param folder exists; the resources are written to it
 * @see https://github.com/np-guard/network-config-analyzer
 */
export async function evaluateWithAnalyzer(
  program: string,
  policies: readonly object[],
  peers: readonly Peer[],
  connections: readonly PeerConnection[],
  folder: string,
): Promise<readonly boolean[]> {
  const pods = peers.filter(({ end }) => end.pod);
  const nameOf = (peer: Peer) => `pod-${pods.indexOf(peer)}`;
  const namespaces = new Map(pods.map(({ end }) => [end.pod?.namespace, end.pod?.namespaceLabels]));
  const resources = [
    ...[...namespaces].map(([name, labels]) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } })),
    ...pods.map((peer) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: nameOf(peer), namespace: peer.end.pod?.namespace, labels: peer.end.pod?.labels },
      spec: { containers: [{ name: 'main', image: 'registry.acme.example/main:1' }] },
    })),
    ...policies,
  ];
  const file = join(folder, 'resources.yaml');
  // JSON documents are YAML.
  writeFileSync(file, resources.map((resource) => JSON.stringify(resource)).join('\n---\n'));
  const { stdout } = await run(program, ['--connectivity', '-r', file, '-o', 'txt_no_fw_rules']);
  const allowed = parseConnections(stdout);
  const idOf = (peer: Peer) => `${peer.end.pod?.namespace ?? ''}/${nameOf(peer)}`;
  return connections.map(({ source, target, port }) =>
    (allowed.get(`${idOf(source)} ${idOf(target)}`) ?? []).some(
      ({ protocols, ranges }) =>
        protocols.includes(port.protocol) && ranges.some(([first, last]) => first <= port.port && port.port <= last),
    ),
  );
}

/** Parses lines such as `shop/pod-1[Pod] => shop/pod-2[Pod] : {protocols:TCP,dst_ports:80-81,443}`, by the pair of pods. */
function parseConnections(output: string): ReadonlyMap<string, readonly AllowedPorts[]> {
  const result = new Map<string, AllowedPorts[]>();
  for (const [, source = '', target = '', text = ''] of output.matchAll(/^(\S+)\[Pod\] => (\S+)\[Pod\] : (.*)$/gm)) {
    const key = `${source} ${target}`;
    result.set(key, [...(result.get(key) ?? []), parseAllowedPorts(text)]);
  }
  if (result.size === 0) throw new Error(`no connections in the output of network-config-analyzer:\n${output}`);
  return result;
}

const allPorts = [[1, 65_535]] as const;

/** @throws Error if the text is not one of the known forms */
function parseAllowedPorts(text: string): AllowedPorts {
  if (text === 'All connections') return { protocols: ['TCP', 'UDP', 'SCTP'], ranges: allPorts };
  const match = /^\{protocols:([A-Z, ]+?)(?:,dst_ports:([0-9, -]+))?\}$/.exec(text);
  if (!match) throw new Error(`unknown output of network-config-analyzer: ${text}`);
  const [, protocols = '', ports] = match;
  return {
    protocols: protocols.split(/, */),
    ranges:
      ports?.split(/, */).map((range) => {
        const [first = '', last = first] = range.split('-');
        return [Number(first), Number(last)] as const;
      }) ?? allPorts,
  };
}
