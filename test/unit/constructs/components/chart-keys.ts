import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { charts } from '../../../../constructs/components/charts';

/**
 * What a chart takes at one place of its values: `true` for anything (a map that it hands on, such as nodeSelector),
 * `false` for one value or list, else the keys of a mapping.
 */
export type Keys = boolean | { readonly [key: string]: Keys };

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Where the keys of the charts that Plinth uses are kept. */
export const keysFolder = join(__dirname, 'chart-keys');

/** The keys that a chart takes, as they were last written. */
export function keysOf(chart: string): Keys {
  return JSON.parse(readFileSync(join(keysFolder, `${chart}.json`), 'utf8')) as Keys;
}

/** Paths of values that a chart knows nothing of, and that it would therefore swallow without a word. */
export function unknownValues(values: unknown, keys: Keys, path: readonly string[] = []): readonly string[] {
  if (keys === true || typeof values !== 'object' || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const below = keys === false ? undefined : keys[key];
    return below === undefined ? [[...path, key].join('.')] : unknownValues(value, below, [...path, key]);
  });
}

/** Keys that a chart reads and that its values.yaml shows in a comment only, each as `a.b.c`. */
const commentedKeys: Readonly<Record<string, readonly string[]>> = {
  coredns: ['k8sAppLabelOverride', 'service.clusterIP'],
  flannel: ['flannel.mtu'],
  grafana: ['persistence.storageClassName', 'ingress.ingressClassName'],
  hydra: ['ingress.public.tls'],
  influxdb: ['setDefaultUser.user.existingSecret', 'persistence.storageClass'],
  influxdb2: ['adminUser.existingSecret', 'persistence.storageClass'],
};

/** What a chart hands on whole, or reads without showing it in its values.yaml: keys joined by slashes. */
const handedOn: Readonly<Record<string, readonly string[]>> = {
  'argo-cd': ['configs/cm', 'configs/params', 'configs/rbac'],
  grafana: ['grafana.ini', 'fullnameOverride'],
  hydra: ['hydra/config'],
  keto: ['keto/config'],
  kratos: ['kratos/config'],
  oathkeeper: ['oathkeeper/config'],
  'ceph-csi-drivers': [
    'operatorConfig/driverSpecDefaults/nodePlugin/resources',
    'operatorConfig/driverSpecDefaults/controllerPlugin/priorityClassName',
  ],
  'eck-operator': ['podSecurityContext'],
  influxdb: ['config', 'fullnameOverride'],
  'influxdb3-core': ['podSecurityContext'],
  telegraf: ['fullnameOverride', 'containerSecurityContext'],
  'rook-ceph': ['containerSecurityContext', 'ceph-csi-operator/controllerManager/podSecurityContext'],
  'rook-ceph-cluster': ['cephClusterSpec'],
  'tigera-operator': ['installation', 'apiServer'],
  traefik: ['service/spec'],
};

function keysHandedOn(chart: string): Keys {
  return (handedOn[chart] ?? []).map((path) => nested(path.split('/'), true)).reduce(union, {});
}

function nested(path: readonly string[], below: Keys): Keys {
  return path.reduceRight<Keys>((inner, key) => ({ [key]: inner }), below);
}

function keysInComments(chart: string, valuesFile: string): Keys {
  const paths = (commentedKeys[chart] ?? []).map((path) => path.split('.'));
  const missing = paths.find((path) => !new RegExp(`^\\s*# *${path.at(-1) ?? ''}:`, 'm').test(valuesFile));
  if (missing) throw new Error(`the values.yaml of ${chart} has no comment on ${missing.join('.')}`);
  return paths.map((path) => nested(path, true)).reduce(union, {});
}

/** The keys of a chart, from its values.yaml, its schema where it has one, and its subcharts where they are at hand. */
function readKeys(folder: string, chart: string): Keys {
  const read = (file: string) => readFileSync(join(folder, chart, file), 'utf8');
  const has = (file: string) => existsSync(join(folder, chart, file));
  const ofValues = keysOfValues(parse(read('values.yaml'), { merge: true, uniqueKeys: false }), true);
  const root = has('values.schema.json') ? (JSON.parse(read('values.schema.json')) as Schema) : {};
  const { dependencies = [] } = parse(read('Chart.yaml')) as { dependencies?: { name: string; alias?: string }[] };
  const ofSubcharts = dependencies
    .filter(({ name }) => existsSync(join(folder, name, 'values.yaml')))
    .map(({ name, alias }) => ({ [alias ?? name]: readKeys(folder, name) }));
  // ORY's charts take the configuration of their program under the program's name.
  const config = has('config.schema.json') ? (JSON.parse(read('config.schema.json')) as Schema) : {};
  const ofConfig = nested([chart, 'config'], keysOfSchema(config, config));
  return [
    keysOfSchema(root, root),
    has('config.schema.json') ? ofConfig : {},
    keysHandedOn(chart),
    keysInComments(chart, read('values.yaml')),
    ...ofSubcharts,
  ].reduce<Keys>(union, ofValues);
}

function keysOfValues(value: unknown, top = false): Keys {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  if (entries.length === 0 && !top) return true;
  // Requests and limits go to the container as they are, whichever of them the chart sets itself.
  return Object.fromEntries(entries.map(([key, inner]) => [key, /resources$/i.test(key) || keysOfValues(inner)]));
}

function keysOfSchema(node: Schema, root: Schema, depth = 0): Keys {
  if (depth > 12) return true;
  if (node.$ref !== undefined) return keysOfSchema(resolve(node.$ref, root), root, depth + 1);
  const branches = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  const own: Keys = node.properties
    ? Object.fromEntries(
        Object.entries(node.properties).map(([key, inner]) => [key, keysOfSchema(inner, root, depth + 1)]),
      )
    : depth > 0 && [node.type].flat().includes('object');
  return branches.map((branch) => keysOfSchema(branch, root, depth + 1)).reduce(union, own);
}

function resolve(reference: string, root: Schema): Schema {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  const found = steps.reduce<unknown>((node, step) => (node as Record<string, unknown> | undefined)?.[step], root);
  return found ?? {};
}

function union(a: Keys, b: Keys): Keys {
  if (a === true || b === true) return true;
  if (a === false) return b;
  if (b === false) return a;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, union(a[name] ?? false, b[name] ?? false)]));
}

/** Writes the keys of every chart that Plinth uses anew. */
function writeAll(folder: string): void {
  const names = [...new Set(Object.values(charts).map(({ name }) => name))].sort();
  rmSync(keysFolder, { recursive: true, force: true });
  mkdirSync(keysFolder, { recursive: true });
  for (const name of names)
    writeFileSync(join(keysFolder, `${name}.json`), `${JSON.stringify(readKeys(folder, name))}\n`);
  console.log(`${readdirSync(keysFolder).length} charts from ${folder}: ${names.join(', ')}`);
}

if (require.main === module) writeAll(process.env.PLINTH_CHARTS ?? join('..', 'shared', 'charts'));
