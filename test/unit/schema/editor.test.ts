import { getLanguageService, TextDocument, type LanguageService } from 'vscode-json-languageservice';
import { renderDefinitionSchema, renderTenantSchema } from '../../../src/cli/schema';
import { resolveReference, type SchemaNode } from '../../../src/schema/json-schema';

const definitionSchema = JSON.parse(renderDefinitionSchema()) as Record<string, unknown>;

/** Service of the JSON editor of Visual Studio Code, which the YAML editors' language server extends. */
function createService(schema: object): LanguageService {
  const service = getLanguageService({});
  service.configure({
    schemas: [{ uri: String((schema as { $id?: string }).$id), fileMatch: ['*.json'], schema }],
  });
  return service;
}

const service = createService(definitionSchema);

function parse(text: string) {
  const document = TextDocument.create('file:///platform.json', 'json', 1, text);
  return { document, json: service.parseJSONDocument(document) };
}

/** Returns what the editor reports of a value: `<marked text>: <message>`. */
async function validate(value: unknown): Promise<readonly string[]> {
  const { document, json } = parse(JSON.stringify(value));
  const problems = await service.doValidation(document, json);
  return problems.map(
    ({ range, message }) => `${document.getText(range)}: ${typeof message === 'string' ? message : message.value}`,
  );
}

/** Text and offset of the cursor `|` in a definition. */
function locateCursor(text: string) {
  const offset = text.indexOf('|');
  const { document, json } = parse(text.replace('|', ''));
  return { document, json, position: document.positionAt(offset) };
}

const platformWith = (component: object, application: object = { image: 'web:1' }) => ({
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev'],
  clusters: { dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'dc1.yaml', components: [component] } },
  tenants: { shop: { clusters: ['dc1'], owners: 'shop', applications: { web: application } } },
});

describe('editors with the JSON Schema', () => {
  it('accept a valid definition', async () => {
    expect(await validate(platformWith({ kind: 'traefik', replicas: 3 }))).toEqual([]);
  });

  it('report an unknown option of a component at the option', async () => {
    expect(await validate(platformWith({ kind: 'traefik', replica: 3 }))).toEqual([
      '"replica": Property replica is not allowed.',
    ]);
  });

  it('report an unknown kind with all kinds', async () => {
    const [problem, ...others] = await validate(platformWith({ kind: 'treafik' }));
    expect(others).toEqual([]);
    expect(problem).toMatch(
      /^"treafik": Value is not accepted\. Valid values: "argo-cd", "calico", .*"traefik", .*\.$/,
    );
  });

  it('report an unknown option of an application without a kind, and of a job, at the option', async () => {
    expect(await validate(platformWith({ kind: 'traefik' }, { image: 'web:1', prot: 80 }))).toEqual([
      '"prot": Property prot is not allowed.',
    ]);
    expect(await validate(platformWith({ kind: 'traefik' }, { kind: 'job', image: 'web:1', retry: 1 }))).toEqual([
      '"retry": Property retry is not allowed.',
    ]);
  });

  it('report a wrong value in a definition that several options refer to', async () => {
    const resources = { cpu: 'much' };
    const [problem, ...others] = await validate(platformWith({ kind: 'traefik' }, { image: 'web:1', resources }));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^"much": String does not match the pattern/);
  });

  it('show the documentation of an option, also of one that refers to a definition', async () => {
    const hover = async (text: string) => {
      const { document, json, position } = locateCursor(text);
      return JSON.stringify((await service.doHover(document, position, json))?.contents);
    };
    const clusters = (component: string) => `{"clusters":{"dc1":{"kind":"existing","components":[${component}]}}}`;
    expect(await hover(clusters('{"kind":"traefik","repl|icas":2}'))).toMatch(/number of pods/);
    expect(await hover('{"tenants":{"shop":{"quo|ta":{"cpu":1}}}}')).toMatch(/resource quota for all namespaces/);
    expect(await hover('{"tenants":{"shop":{"quota":{"c|pu":1}}}}')).toMatch(/sum of the CPU requests/);
  });

  it('complete the kinds, and the options of a kind', async () => {
    const complete = async (text: string) => {
      const { document, json, position } = locateCursor(text);
      return (await service.doComplete(document, position, json))?.items.map(({ label }) => label);
    };
    const clusters = (component: string) => `{"clusters":{"dc1":{"kind":"existing","components":[${component}]}}}`;
    expect(await complete(clusters('{"kind":"|"}'))).toEqual(expect.arrayContaining(['"traefik"', '"nginx"']));
    const options = await complete(clusters('{"kind":"traefik",|}'));
    expect(options).toEqual(expect.arrayContaining(['accessLog', 'replicas']));
    expect(options).not.toContain('retentionDays');
  });

  it('complete the names of capabilities, and accept others', async () => {
    const complete = async (text: string) => {
      const { document, json, position } = locateCursor(text);
      return (await service.doComplete(document, position, json))?.items.map(({ label }) => label);
    };
    const cluster = (options: string) => `{"clusters":{"dc1":{"kind":"existing",${options}}}}`;
    const tenant = (options: string) => `{"tenants":{"shop":{${options}}}}`;
    expect(await complete(cluster('"provides":{|}'))).toEqual(expect.arrayContaining(['ingress', 'storage']));
    expect(await complete(tenant('"capabilities":["|"]'))).toEqual(expect.arrayContaining(['"metrics"', '"logs"']));
    const calls = '"applications":{"web":{"image":"web:1","calls":[{"capability":"|"}]}}';
    expect(await complete(tenant(calls))).toEqual(expect.arrayContaining(['"metrics"', '"logs"']));
    const definition = platformWith({ kind: 'traefik' });
    Object.assign(definition.clusters.dc1, { provides: { 'feature-flags': {} } });
    expect(await validate(definition)).toEqual([]);
  });
});

describe('the JSON Schema', () => {
  it('has the version of Plinth in its $id', () => {
    expect(definitionSchema.$id).toMatch(/^https:\/\/plinth\.dev\/schemas\/\d+\.\d+\.\d+\/plinth\.schema\.json$/);
  });

  it.each([
    ['definitions', renderDefinitionSchema()],
    ["a tenant's file", renderTenantSchema()],
  ])('of %s defines each part once, under a name of the domain', (_, text) => {
    const { $defs = {} } = JSON.parse(text) as { readonly $defs?: Record<string, unknown> };
    expect(
      Object.keys($defs).filter((name) => !/^[A-Z][A-Za-z]+$|^(component|cluster)\.[a-z0-9-]+$/.test(name)),
    ).toEqual([]);
    expect(text).not.toContain(String(Number.MAX_SAFE_INTEGER));
    expect(text).not.toContain('readOnly');
    const references = [...text.matchAll(/"\$ref": "#\/\$defs\/([^"]+)"/g)].map(([, name = '']) => name);
    expect(references.filter((name) => !(name in $defs))).toEqual([]);
    // A schema that several options use needs a name: nameSchema.
    expect(listLargeCopies(JSON.parse(text))).toEqual([]);
  });

  it.each([
    ['definitions', renderDefinitionSchema()],
    ["a tenant's file", renderTenantSchema()],
  ])('of %s has a description and an example of every option', (_, text) => {
    const root = JSON.parse(text) as SchemaNode;
    const incomplete: string[] = [];
    const visit = (node: SchemaNode, path: string): void => {
      for (const [name, option] of Object.entries(node.properties ?? {})) {
        const { description = '', examples = [], not } = resolveReference(root, option);
        // Names that a record suggests are no options.
        const isOption = node.propertyNames === undefined && not === undefined;
        // The enum of a discriminator is its documentation.
        const isComplete = description !== '' && (examples.length > 0 || ['kind', 'backend'].includes(name));
        if (isOption && !isComplete) incomplete.push(`${path}/${name}`);
      }
      for (const [key, child] of Object.entries(node))
        if (typeof child === 'object' && child !== null && !['examples', 'default', 'if'].includes(key))
          visit(child as SchemaNode, `${path}/${key}`);
    };
    visit(root, '');
    expect(incomplete).toEqual([]);
  });
});

/** Lists the paths of objects of more than 1000 characters that occur a second time. */
function listLargeCopies(schema: unknown): readonly string[] {
  const seen = new Map<string, string>();
  const copies: string[] = [];
  const visit = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const text = JSON.stringify(node);
    if (text.length < 1000) return;
    const first = seen.get(text);
    if (first !== undefined) copies.push(`${path} = ${first}`);
    seen.set(text, path);
    for (const [key, value] of Object.entries(node)) visit(value, `${path}/${key}`);
  };
  visit(schema, '');
  return copies;
}
