import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool, version } from './tool';
import { printError, run } from './command';

/**
 * Writes `src/schema/kubernetes-api.json` from the OpenAPI document of the newest supported Kubernetes version: the
 * fields of every kind that a `patch` may change or `objects` of a tenant may contain, with their types and the keys by
 * which lists are merged.
 */
const kinds = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.apps.v1.DaemonSet',
  'io.k8s.api.apps.v1.ReplicaSet',
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Pod',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
  'io.k8s.api.networking.v1.Ingress',
  'io.k8s.api.core.v1.PersistentVolumeClaim',
  'io.k8s.api.batch.v1.Job',
  'io.k8s.api.batch.v1.CronJob',
];

interface Schema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

void main().catch((error: unknown) => {
  printError('kubernetes-api', error);
});

async function main(): Promise<void> {
  const pinned = version(findTool('kube-apiserver'));
  const { stdout } = await run('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${pinned}`]);
  const { Dir } = JSON.parse(stdout) as { readonly Dir: string };
  const document = JSON.parse(readFileSync(join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as {
    readonly definitions: Readonly<Record<string, Schema>>;
  };
  const types: Record<string, Record<string, string>> = {};
  kinds.forEach((kind) => {
    addType(kind, document.definitions, types);
  });
  const sorted = Object.fromEntries(Object.entries(types).sort(([a], [b]) => (a < b ? -1 : 1)));
  const target = join(__dirname, '../src/schema/kubernetes-api.json');
  const apiVersions = Object.fromEntries(kinds.map((id) => [typeName(id), apiVersion(document.definitions[id])]));
  writeFileSync(target, `${JSON.stringify({ version: pinned, apiVersions, types: sorted }, null, 2)}\n`);
}

/** Returns the API version of a kind: `v1`, `apps/v1`. */
function apiVersion(schema: Schema | undefined): string {
  const { group = '', version = '' } = schema?.['x-kubernetes-group-version-kind']?.[0] ?? {};
  return group === '' ? version : `${group}/${version}`;
}

function addType(
  id: string,
  definitions: Readonly<Record<string, Schema>>,
  types: Record<string, Record<string, string>>,
): void {
  const name = typeName(id);
  if (name in types) return;
  const fields: Record<string, string> = {};
  types[name] = fields;
  const { properties = {}, required = [] } = definitions[id] ?? {};
  for (const [field, schema] of Object.entries(properties).sort()) {
    if (field === 'status' && kinds.includes(id)) continue;
    fields[field] = `${formatType(schema)}${required.includes(field) ? '!' : ''}`;
    for (const { $ref } of [schema, schema.items ?? {}, schema.additionalProperties ?? {}]) {
      const referenced = $ref?.split('/').at(-1);
      if (referenced !== undefined && definitions[referenced]?.properties) addType(referenced, definitions, types);
    }
  }
}

/**
 * Formats a type: `string`, `Container`, a list `string[]`, a list with merge keys `EnvVar[name]`, a map `string{}`. The
 * type of a required field ends in `!`.
 */
function formatType(schema: Schema): string {
  if (schema.$ref !== undefined) return simpleTypes[typeName(schema.$ref)] ?? typeName(schema.$ref);
  if (schema.additionalProperties) return `${formatType(schema.additionalProperties)}{}`;
  if (!schema.items) return schema.type ?? 'object';
  const keys = schema['x-kubernetes-list-type'] === 'set' ? ['*'] : (schema['x-kubernetes-list-map-keys'] ?? []);
  return `${formatType(schema.items)}[${keys.join(',')}]`;
}

const simpleTypes: Readonly<Record<string, string>> = {
  Time: 'string',
  Quantity: 'quantity',
  IntOrString: 'int-or-string',
  FieldsV1: 'object',
};

function typeName(reference: string): string {
  return reference.split('.').at(-1) ?? reference;
}
