import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { charts } from '../../../../constructs/components/charts';

/**
 * Keys that a chart reads at one path of its values: `true` for any content (an object that the chart passes on, such
 * as nodeSelector), `false` for a scalar or list, otherwise the keys of an object.
 */
export type ChartKeys = boolean | { readonly [key: string]: ChartKeys };

interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** Folder with the keys of all pinned charts. */
export const storedKeysFolder = join(__dirname, 'chart-keys');

/** Returns the stored keys of a chart. */
export function readStoredKeys(chart: string): ChartKeys {
  return JSON.parse(readFileSync(join(storedKeysFolder, `${chart}.json`), 'utf8')) as ChartKeys;
}

/** Lists the paths of values that a chart does not read; Helm ignores them silently. */
export function listUnknownValues(values: unknown, keys: ChartKeys, path: readonly string[] = []): readonly string[] {
  if (keys === true || typeof values !== 'object' || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => {
    const childKeys = keys === false ? undefined : keys[key];
    return childKeys === undefined ? [[...path, key].join('.')] : listUnknownValues(value, childKeys, [...path, key]);
  });
}

/** Keys that a chart reads and that appear only in comments of its values.yaml, by chart, each as `a.b.c`. */
const commentedKeys: Readonly<Record<string, readonly string[]>> = {
  coredns: ['k8sAppLabelOverride', 'service.clusterIP'],
  flannel: ['flannel.mtu'],
  grafana: ['persistence.storageClassName', 'ingress.ingressClassName'],
  hydra: ['ingress.public.tls'],
  influxdb: ['setDefaultUser.user.existingSecret', 'persistence.storageClass'],
  influxdb2: ['adminUser.existingSecret', 'persistence.storageClass'],
  openbao: ['server.readinessProbe.path'],
};

/**
 * Paths of values that a chart passes on unchanged, or that its values.yaml does not list, by chart: keys joined by
 * slashes.
 */
const passedThrough: Readonly<Record<string, readonly string[]>> = {
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
  openbao: ['fullnameOverride'],
  telegraf: ['fullnameOverride', 'containerSecurityContext'],
  tempo: ['fullnameOverride', 'persistence/storageClassName', 'securityContext/seccompProfile', 'tempo/storage'],
  'rook-ceph': ['containerSecurityContext', 'ceph-csi-operator/controllerManager/podSecurityContext'],
  'rook-ceph-cluster': ['cephClusterSpec'],
  seaweedfs: ['fullnameOverride'],
  'tigera-operator': ['installation', 'apiServer'],
  traefik: ['service/spec'],
};

function keysPassedThrough(chart: string): ChartKeys {
  return (passedThrough[chart] ?? []).map((path) => nestKeys(path.split('/'), true)).reduce(mergeKeys, {});
}

function nestKeys(path: readonly string[], keys: ChartKeys): ChartKeys {
  return path.reduceRight<ChartKeys>((inner, key) => ({ [key]: inner }), keys);
}

function keysInComments(chart: string, valuesFile: string): ChartKeys {
  const paths = (commentedKeys[chart] ?? []).map((path) => path.split('.'));
  const missing = paths.find((path) => !new RegExp(`^\\s*# *${path.at(-1) ?? ''}:`, 'm').test(valuesFile));
  if (missing) throw new Error(`values.yaml of ${chart} has no comment with the key ${missing.join('.')}`);
  return paths.map((path) => nestKeys(path, true)).reduce(mergeKeys, {});
}

/** Reads the keys of a chart from its values.yaml, its JSON schema if it has one, and its downloaded subcharts. */
function readChartKeys(chartsFolder: string, chart: string): ChartKeys {
  const read = (file: string) => readFileSync(join(chartsFolder, chart, file), 'utf8');
  const has = (file: string) => existsSync(join(chartsFolder, chart, file));
  const valuesKeys = keysInValues(parse(read('values.yaml'), { merge: true, uniqueKeys: false }), true);
  const schema = has('values.schema.json') ? (JSON.parse(read('values.schema.json')) as JsonSchema) : {};
  const { dependencies = [] } = parse(read('Chart.yaml')) as { dependencies?: { name: string; alias?: string }[] };
  const subchartKeys = dependencies
    .filter(({ name }) => existsSync(join(chartsFolder, name, 'values.yaml')))
    .map(({ name, alias }) => ({ [alias ?? name]: readChartKeys(chartsFolder, name) }));
  // ORY's charts read the configuration of their program at `<program>.config`.
  const configSchema = has('config.schema.json') ? (JSON.parse(read('config.schema.json')) as JsonSchema) : {};
  const configKeys = nestKeys([chart, 'config'], keysInSchema(configSchema, configSchema));
  return [
    keysInSchema(schema, schema),
    has('config.schema.json') ? configKeys : {},
    keysPassedThrough(chart),
    keysInComments(chart, read('values.yaml')),
    ...subchartKeys,
  ].reduce<ChartKeys>(mergeKeys, valuesKeys);
}

function keysInValues(value: unknown, isRoot = false): ChartKeys {
  if (value === null || value === undefined) return true;
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  if (entries.length === 0 && !isRoot) return true;
  // Charts pass resources on to the container unchanged, with any of requests and limits.
  return Object.fromEntries(entries.map(([key, child]) => [key, /resources$/i.test(key) || keysInValues(child)]));
}

function keysInSchema(schema: JsonSchema, root: JsonSchema, depth = 0): ChartKeys {
  if (depth > 12) return true;
  if (schema.$ref !== undefined) return keysInSchema(resolveReference(schema.$ref, root), root, depth + 1);
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  const keys: ChartKeys = schema.properties
    ? Object.fromEntries(
        Object.entries(schema.properties).map(([key, child]) => [key, keysInSchema(child, root, depth + 1)]),
      )
    : depth > 0 && [schema.type].flat().includes('object');
  return alternatives.map((alternative) => keysInSchema(alternative, root, depth + 1)).reduce(mergeKeys, keys);
}

function resolveReference(reference: string, root: JsonSchema): JsonSchema {
  const segments = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  const schema = segments.reduce<unknown>(
    (node, segment) => (node as Record<string, unknown> | undefined)?.[segment],
    root,
  );
  return schema ?? {};
}

/** Returns the keys that are in one of two sets of keys. */
function mergeKeys(a: ChartKeys, b: ChartKeys): ChartKeys {
  if (a === true || b === true) return true;
  if (a === false) return b;
  if (b === false) return a;
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, mergeKeys(a[name] ?? false, b[name] ?? false)]));
}

/** Stores the keys of pinned charts again, of all unless some are named, from a folder with the downloaded charts. */
function storeKeys(chartsFolder: string, selectedNames: readonly string[]): void {
  const allNames = [...new Set(Object.values(charts).map(({ name }) => name))].sort();
  const names = selectedNames.length === 0 ? allNames : selectedNames;
  if (selectedNames.length === 0) rmSync(storedKeysFolder, { recursive: true, force: true });
  mkdirSync(storedKeysFolder, { recursive: true });
  for (const name of names)
    writeFileSync(join(storedKeysFolder, `${name}.json`), `${JSON.stringify(readChartKeys(chartsFolder, name))}\n`);
  console.log(`${readdirSync(storedKeysFolder).length} charts from ${chartsFolder}: ${names.join(', ')}`);
}

if (require.main === module)
  storeKeys(process.env.PLINTH_CHARTS ?? join('..', 'shared', 'charts'), process.argv.slice(2));
