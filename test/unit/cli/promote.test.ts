import { promote } from '../../../src/cli/promote';
import { UserError } from '../../../src/schema/user-error';
import { runOnDefinition, shopYaml, singleFileYaml, tenantFiles } from './definition-files';

describe('plinth promote', () => {
  it("changes the environment's image and nothing else in the file", async () => {
    const { files, report } = await runOnDefinition(tenantFiles, (definition) =>
      promote(definition, 'shop/web', { to: 'prod' }),
    );
    expect(files['tenants/shop.yaml']).toBe(shopYaml.replace('web:1', 'web:2'));
    expect(report).toMatch(/^shop\/web: prod \S+web:1 → \S+web:2, as in test\n/);
  });

  it('keeps comments, quotes and indentation when tenants are in the platform file', async () => {
    const { files } = await runOnDefinition({ 'platform.yaml': singleFileYaml }, (definition) =>
      promote(definition, 'shop/web', { to: 'test', from: 'dev' }),
    );
    expect(files['platform.yaml']).toBe(
      singleFileYaml.replace('"registry.acme.example/shop/web:2"', '"registry.acme.example/shop/web:3"'),
    );
  });

  it('adds the image when the environment has none', async () => {
    const shopWithoutProd = shopYaml.replace(/ {6}prod:\n.*\n/, '');
    const { files, platform } = await runOnDefinition(
      { ...tenantFiles, 'tenants/shop.yaml': shopWithoutProd },
      (definition) => promote(definition, 'shop/web', { to: 'prod' }),
    );
    expect(platform).toMatchObject({
      tenants: {
        shop: { applications: { web: { perEnvironment: { prod: { image: 'registry.acme.example/shop/web:2' } } } } },
      },
    });
    for (const comment of ['# everywhere', '# built on Monday', '# aligned by hand'])
      expect(files['tenants/shop.yaml']).toContain(comment);
  });

  it('takes the image of the last earlier environment that the application runs in', async () => {
    const { report } = await runOnDefinition(tenantFiles, (definition) =>
      promote(definition, 'shop/tool', { to: 'prod' }),
    );
    expect(report).toBe('shop/tool: prod already runs registry.acme.example/shop/tool:1, as dev does\n');
  });

  it.each([
    ['shop/wbe', { to: 'prod' }, "application 'shop/wbe' does not exist: write 'shop/web'"],
    ['shop/web', { to: 'prdo' }, "environment 'prdo' does not exist: write 'prod'"],
    [
      'shop/web',
      { to: 'dev' },
      'shop/web runs in no environment before dev: set the environment that has the image with --from',
    ],
    ['shop/tool', { to: 'test' }, 'shop/tool does not run in test: write one of dev, prod'],
  ])('rejects %s %j and writes nothing', async (reference, options, message) => {
    const { error, files } = await runOnDefinition(tenantFiles, (definition) =>
      promote(definition, reference, options),
    );
    expect(error).toEqual(new UserError(message));
    expect(files).toEqual(tenantFiles);
  });

  it('shows what to write when the tenant is defined in a program', async () => {
    const { error } = await runOnDefinition({ 'platform.yaml': singleFileYaml }, (definition) =>
      promote({ ...definition, file: 'platform.ts' }, 'shop/web', { to: 'prod' }),
    );
    expect(error?.message).toMatch(
      /write perEnvironment: \{ prod: \{ image: '\S+web:2' \} \} in tenants\.shop\.applications\.web, or move its applications to a file/,
    );
  });
});
