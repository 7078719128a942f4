import { parseAllDocuments } from 'yaml';
import type { Files } from './output-files';

/** Object of a manifest with its text. */
interface Manifest {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  readonly spec: Readonly<Record<string, unknown>>;
}

function readManifests(text: string): ReadonlyMap<string, Manifest> {
  return new Map(
    parseAllDocuments(text).map((document) => {
      const object = document.toJSON() as {
        readonly kind: string;
        readonly metadata: { readonly name: string };
        readonly spec?: Readonly<Record<string, unknown>>;
      };
      const { name } = object.metadata;
      return [
        `${object.kind} ${name}`,
        { kind: object.kind, name, text: document.toString(), spec: object.spec ?? {} },
      ] as const;
    }),
  );
}

/** Files of workloads: those of a tenant that do not begin with a number. */
const workloadFile = /^dist\/[^/]+\/tenants\/[^/]+\/[a-z][a-z0-9-]*\.yaml$/;

/** Lists the paths of the files of workloads. */
export function listWorkloadFiles(files: Files): readonly string[] {
  return Object.keys(files).filter((path) => workloadFile.test(path));
}

/**
 * Expects that a workload has the same bytes in two outputs, except for the Secrets of its uses and the addresses of their
 * servers, which are the environment's own.
 * @param secondPath path in the second output; @default the same path
 */
export function expectSameWorkload(path: string, firstFiles: Files, secondFiles: Files, secondPath = path): void {
  const first = readManifests(firstFiles[path] ?? '');
  const second = readManifests(secondFiles[secondPath] ?? '');
  const workload = path.replace(/^.*\/|\.yaml$/g, '');
  const bindings = listBindings([...first.values()]);
  // The server of a use may be pods of the namespace, which have objects of their own.
  const isOfUse = ({ name }: Manifest) => name !== workload && bindings.some((binding) => name.includes(binding));
  for (const [id, object] of new Map([...first, ...second])) {
    if (isOfUse(object)) continue;
    const [expected, actual] = [first.get(id), second.get(id)];
    if (object.kind !== 'NetworkPolicy') expect([id, actual?.text]).toEqual([id, expected?.text]);
    else expect([id, withoutServers(actual)]).toEqual([id, withoutServers(expected)]);
  }
}

/** Lists the Secrets that the pods of a workload read. */
function listBindings(manifests: readonly Manifest[]): readonly string[] {
  return manifests
    .filter(({ kind }) => ['Deployment', 'StatefulSet', 'CronJob'].includes(kind))
    .flatMap(({ text }) => [
      ...text.matchAll(/secretName: (\S+)|secretKeyRef:\s+key: \S+\s+name: (\S+)|- secret:\s+name: (\S+)/g),
    ])
    .map(([, volume, variable, projected]) => volume ?? variable ?? projected ?? '');
}

/** Rule for connections of a network policy. */
interface EgressRule {
  readonly ports?: readonly { readonly port: number }[];
  readonly to?: readonly { readonly ipBlock?: { readonly cidr: string } }[];
}

/**
 * Returns a network policy without the rules for ports of databases, caches and buckets, and for the APIs of a cloud and its
 * identity.
 */
function withoutServers(policy: Manifest | undefined) {
  const { egress = [], ...spec } = policy?.spec ?? {};
  const serverPorts = [5432, 6379, 8333];
  const cloudRanges = ['0.0.0.0/0', '169.254.170.23/32'];
  const isOfServer = ({ ports = [], to = [] }: EgressRule) =>
    ports.some(({ port }) => serverPorts.includes(port)) ||
    to.some(({ ipBlock }) => cloudRanges.includes(ipBlock?.cidr ?? ''));
  return { ...spec, egress: (egress as readonly EgressRule[]).filter((rule) => !isOfServer(rule)) };
}
