import { parseBindingModule } from '../../../../tools/stand-in/binding-module';
import { extractSchema } from '../../../../tools/stand-in/extract-schema';

const flags = {
  required: 'computed: false, optional: false, required: true',
  optional: 'computed: false, optional: true, required: false',
  computed: 'computed: true, optional: false, required: false',
  optionalAndComputed: 'computed: true, optional: true, required: false',
};

/** Attribute with a plain type, as a binding defines it. */
function attribute(name: string, flag: string, type: string, getter: string): string {
  return `
    // ${name} - ${flag}
    private _${name}?: ${type};
    public get ${name}() {
      return ${getter};
    }`;
}

/** Attribute or block with objects, as a binding defines it. */
function objects(name: string, flag: string, creation: string): string {
  return `
    // ${name} - ${flag}
    private _${name} = new ${creation};
    public get ${name}() {
      return this._${name};
    }`;
}

function resource(members: readonly string[], rest: readonly string[] = []): string {
  return `
    export class Rack extends cdktf.TerraformResource {
      public constructor(scope: Construct, id: string, config: RackConfig) {
        super(scope, id, {
          terraformResourceType: 'acme_rack',
          terraformGeneratorMetadata: { providerName: 'acme', providerVersion: '1.2.3' },
        });
      }
      ${members.join('\n')}
    }
    ${rest.join('\n')}`;
}

/** Class of the objects of an attribute or block; `rest` are the arguments of the super class. */
function objectClass(name: string, rest: string, members: readonly string[]): string {
  return `
    export class ${name}OutputReference extends cdktf.ComplexObject {
      public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
        super(terraformResource, terraformAttribute, ${rest});
      }
      ${members.join('\n')}
    }`;
}

function extract(source: string) {
  return extractSchema(parseBindingModule([source]));
}

test('a resource has its name in Terraform and the version of its provider', () => {
  expect(extract(resource([]))).toEqual({
    sort: 'resource',
    name: 'acme_rack',
    providerVersion: '1.2.3',
    block: {},
  });
});

test('a plain attribute has its type and flags', () => {
  const source = resource([
    attribute('name', flags.required, 'string', `this.getStringAttribute('name')`),
    attribute('units', flags.optionalAndComputed, 'number', `this.getNumberAttribute('units')`),
    attribute('locked', flags.optional, 'boolean | cdktf.IResolvable', `this.getBooleanAttribute('locked')`),
    attribute('labels', flags.optional, '{ [key: string]: string }', `this.getStringMapAttribute('labels')`),
    attribute('zones', flags.optional, 'string[]', `this.getListAttribute('zones')`),
    attribute('hosts', flags.optional, 'string[]', `cdktf.Fn.tolist(this.getListAttribute('hosts'))`),
  ]);
  expect(extract(source).block.attributes).toEqual({
    name: { type: 'string', required: true },
    units: { type: 'number', optional: true, computed: true },
    locked: { type: 'bool', optional: true },
    labels: { type: ['map', 'string'], optional: true },
    zones: { type: ['list', 'string'], optional: true },
    hosts: { type: ['set', 'string'], optional: true },
  });
});

test('an attribute that only the provider sets has the type of its getter', () => {
  const source = resource([
    `// arn - ${flags.computed}
    public get arn() {
      return this.getStringAttribute('arn');
    }`,
    `// ports - ${flags.computed}
    public get ports() {
      return cdktf.Token.asNumberList(cdktf.Fn.tolist(this.getNumberListAttribute('ports')));
    }`,
    objects('endpoints', flags.computed, 'cdktf.StringMap(this, "endpoints")'),
  ]);
  expect(extract(source).block.attributes).toEqual({
    arn: { type: 'string', computed: true },
    ports: { type: ['set', 'number'], computed: true },
    endpoints: { type: ['map', 'string'], computed: true },
  });
});

test('objects are a block if their documentation is that of a block', () => {
  const power = objectClass('RackPower', 'false, 0', [
    attribute('watts', flags.required, 'number', `this.getNumberAttribute('watts')`),
  ]);
  const member = objects('power', flags.required, 'RackPowerOutputReference(this, "power")');
  const asBlock = `export interface RackConfig {
    /**
    * power block
    *
    * Docs at Terraform Registry
    */
    readonly power: RackPower;
  }`;
  const asAttribute = asBlock.replace('power block', 'How the power block is fed');
  const attributes = { watts: { type: 'number', required: true } };
  expect(extract(resource([member], [power, asBlock])).block).toEqual({
    block_types: { power: { nesting_mode: 'list', block: { attributes }, min_items: 1, max_items: 1 } },
  });
  expect(extract(resource([member], [power, asAttribute])).block).toEqual({
    attributes: { power: { nested_type: { nesting_mode: 'list', attributes }, required: true } },
  });
});

test('objects are single, or in a list, set or map', () => {
  const slot = (constructorArguments: string) => objectClass('RackSlot', constructorArguments, []);
  const nesting = (creation: string, constructorArguments = 'false') => {
    const member = objects('slot', flags.computed, creation);
    const schema = extract(resource([member], [slot(constructorArguments)])).block.attributes?.slot;
    return schema?.type ?? schema?.nested_type?.nesting_mode;
  };
  expect(nesting('RackSlotOutputReference(this, "slot")')).toBe('single');
  expect(nesting('RackSlotOutputReference(this, "slot")', 'false, 0')).toEqual(['list', ['object', {}]]);
  expect(nesting('RackSlotOutputReference(this, "slot")', 'true, 0')).toEqual(['set', ['object', {}]]);
  expect(nesting('RackSlotList(this, "slot", false)')).toEqual(['list', ['object', {}]]);
  expect(nesting('RackSlotList(this, "slot", true)')).toEqual(['set', ['object', {}]]);
  expect(nesting('RackSlotMap(this, "slot")')).toBe('map');
});

test('objects whose attributes are all optional and computed are of an object type', () => {
  const rule = objectClass('RackRule', 'complexObjectIsFromSet, complexObjectIndex', [
    attribute('port', flags.optionalAndComputed, 'number', `this.getNumberAttribute('port')`),
  ]);
  const source = resource([objects('rule', flags.optionalAndComputed, 'RackRuleList(this, "rule", true)')], [rule]);
  expect(extract(source).block.attributes?.rule).toEqual({
    type: ['set', ['object', { port: 'number' }]],
    optional: true,
    computed: true,
  });
});

test('an attribute that is named as write-only, and has a version, is write-only', () => {
  const source = resource([
    attribute('password_wo', flags.optional, 'string', `this.getStringAttribute('password_wo')`),
    attribute('password_wo_version', flags.optional, 'number', `this.getNumberAttribute('password_wo_version')`),
    attribute('two_wo', flags.optional, 'string', `this.getStringAttribute('two_wo')`),
    attribute('engine', flags.optional, 'string', `this.getStringAttribute('engine')`),
    attribute('engine_version', flags.optional, 'string', `this.getStringAttribute('engine_version')`),
  ]);
  expect(extract(source).block.attributes).toEqual({
    password_wo: { type: 'string', optional: true, write_only: true },
    password_wo_version: { type: 'number', optional: true },
    two_wo: { type: 'string', optional: true },
    engine: { type: 'string', optional: true },
    engine_version: { type: 'string', optional: true },
  });
});

test('a form that is not known is an error, not a schema without the attribute', () => {
  const unknownType = resource([attribute('size', flags.optional, 'bigint', `this.getStringAttribute('size')`)]);
  expect(() => extract(unknownType)).toThrow('type bigint is not known');
  const unknownGetter = resource([
    `// size - ${flags.computed}
    public get size() {
      return this.getBigAttribute('size');
    }`,
  ]);
  expect(() => extract(unknownGetter)).toThrow('getter this.getBigAttribute');
  expect(() => extract('export class Rack {}')).toThrow('no resource, data source or provider');
});
