import { readProviderSchema, tryGetBindings, type Bindings } from '../../../../tools/stand-in/bindings';
import { tryGetStandIn } from '../../../../tools/stand-in/stand-in';

function getBindings(provider: string): Bindings {
  const bindings = tryGetBindings(provider);
  if (!bindings) throw new Error(`the bindings of ${provider} are not installed`);
  return bindings;
}

test('the schema of helm has the types that are asked for, and the configuration of the provider', () => {
  const schema = readProviderSchema(getBindings('helm'), {
    resources: ['helm_release', 'helm_release'],
    dataSources: ['helm_template'],
  });
  expect(Object.keys(schema.resource_schemas)).toEqual(['helm_release']);
  expect(Object.keys(schema.data_source_schemas)).toEqual(['helm_template']);
  const release = schema.resource_schemas.helm_release?.block.attributes;
  expect(release?.chart).toEqual({ type: 'string', required: true });
  expect(release?.values).toEqual({ type: ['list', 'string'], optional: true });
  expect(release?.status).toEqual({ type: 'string', computed: true });
  expect(release?.set_wo).toMatchObject({ optional: true, write_only: true });
  expect(release?.set_wo?.nested_type?.attributes.value).toEqual({ type: 'string', required: true, write_only: true });
  const exec = schema.provider.block.attributes?.kubernetes?.nested_type?.attributes.exec?.nested_type;
  expect(exec?.attributes.command).toEqual({ type: 'string', required: true });
  expect(exec?.attributes.args).toEqual({ type: ['list', 'string'], optional: true });
});

test('the schema of a ConfigMap has its metadata as a block', () => {
  const types = { resources: ['kubernetes_config_map_v1'], dataSources: [] };
  const { resource_schemas: resources } = readProviderSchema(getBindings('kubernetes'), types);
  const metadata = resources.kubernetes_config_map_v1?.block.block_types?.metadata;
  expect(metadata).toMatchObject({ nesting_mode: 'list', min_items: 1, max_items: 1 });
  expect(metadata?.block.attributes?.uid).toEqual({ type: 'string', computed: true });
  expect(metadata?.block.attributes?.name).toEqual({ type: 'string', optional: true, computed: true });
});

test('the same bindings give the same bytes', () => {
  const read = (resources: readonly string[]) =>
    JSON.stringify(readProviderSchema(getBindings('kubernetes'), { resources, dataSources: [] }));
  const names = ['kubernetes_secret_v1', 'kubernetes_config_map_v1'];
  expect(read(names)).toBe(read([...names].reverse()));
});

test('a type that a provider does not have is an error', () => {
  expect(() => readProviderSchema(getBindings('helm'), { resources: ['helm_chart'], dataSources: [] })).toThrow(
    /@cdktf\/provider-helm \d+\.\d+\.\d+ has no resource helm_chart/,
  );
});

test('a stand-in is named as one, with the version of the provider and of the bindings', () => {
  expect(tryGetStandIn('helm')?.name).toMatch(
    /^stand-in provider for hashicorp\/helm \d+\.\d+\.\d+, schema from @cdktf\/provider-helm \d+\.\d+\.\d+$/,
  );
  expect(tryGetStandIn('acme')).toBeUndefined();
});
