import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { providerRules } from '../../../support/provider-rules';

interface Resource {
  readonly stack: string;
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Lists the resources of the golden platform of a cloud. */
function listResources(cloud: string): readonly Resource[] {
  const folder = join(__dirname, '../../../golden', cloud, 'expected/cdktf.out/stacks');
  return readdirSync(folder).flatMap((stack) => {
    const { resource = {} } = JSON.parse(readFileSync(join(folder, stack, 'cdk.tf.json'), 'utf8')) as {
      readonly resource?: Readonly<Record<string, Readonly<Record<string, Resource['attributes']>>>>;
    };
    return Object.entries(resource).flatMap(([type, instances]) =>
      Object.entries(instances).map(([id, attributes]) => ({ stack, type, id, attributes })),
    );
  });
}

const resources = ['aws', 'azure', 'google'].flatMap(listResources);

const rules = Object.entries(providerRules).flatMap(([type, rulesOfType]) =>
  rulesOfType.map((rule) => ({ type, ...rule })),
);

test.each(rules)('$type $rule ($source)', ({ type, holds }) => {
  const ofType = resources.filter((resource) => resource.type === type);
  expect(ofType.length).toBeGreaterThan(0);
  expect(ofType.filter(({ attributes }) => !holds(attributes)).map(({ stack, id }) => `${stack}: ${id}`)).toEqual([]);
});
