import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Template } from '../../../src/testing';
import { DefinitionError } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { applications, cluster, validPlatform } from '../../support/problems';

const image = 'registry.test.example/app:1';
const definition = {
  ...validPlatform,
  ...cluster({ components: [{ kind: 'gate', replicas: 3 }] }),
  ...applications({ web: { image, replicas: 2 }, report: { kind: 'job', image, schedule: '0 3 * * *' } }),
};
const template = Template.fromPlatform(definition, { language: testing });
const message = (assert: () => void): string => {
  try {
    assert();
  } catch (error) {
    return (error as Error).message;
  }
  return 'no error';
};

describe('the template of a platform', () => {
  const a = template.cluster('a');

  it('has the objects of a cluster, of which only the named properties count', () => {
    a.hasResource('Deployment', { metadata: { name: 'web' }, spec: { replicas: 2 } });
    a.hasResource('CronJob');
    a.hasResource('Deployment', { spec: { template: { spec: { containers: [{ image: /^registry\.test/ }] } } } });
    a.resourceCount('Deployment', 1);
    a.hasNoResource('Deployment', { spec: { replicas: 3 } });
    expect(a.find('Deployment').map(({ kind }) => kind)).toEqual(['Deployment']);
    template.cluster('b').hasNoResource('Deployment');
  });

  it('has the values of charts, images and the resources of stacks', () => {
    a.hasValues('gate', { replicas: 3 });
    expect(a.images).toContain(image);
    template.stack('a-platform').hasResource('helm_release', { name: 'gate', namespace: 'gate' });
    template.stack('a-platform').hasNoResource('helm_release', { name: 'web' });
  });

  it('has the files of the output by path, for snapshots', () => {
    expect(Object.keys(template.files)).toContain('dist/a/tenants/shop/web.yaml');
    expect(template.files['dist/a/tenants/shop/web.yaml']).toContain('kind: Deployment');
  });

  it('is written in the language of `definePlatform`, unless another one is given', () => {
    const platform = testing.definePlatform(definition as never);
    Template.fromPlatform(platform).cluster('a').hasValues('gate', { replicas: 3 });
    expect(() => Template.fromPlatform({ ...definition })).toThrow(/no such kind/);
  });

  it('is also that of a file in YAML, with the files of its tenants', async () => {
    await withTempFolder(async (folder) => {
      const file = join(folder, 'platform.yaml');
      const text = `name: acme
domain: acme.example
environments: [dev]
clusters: { dc1: { kind: existing, environment: dev, kubeconfig: k } }
tenants: { shop: { clusters: [dc1], owners: devs, applications: { web: { image: '${image}' } } } }
`;
      writeFileSync(file, text);
      const yamlTemplate = await Template.fromFile(file);
      yamlTemplate.cluster('dc1').hasResource('Deployment', { metadata: { name: 'web' } });
      mkdirSync(join(folder, 'tenants'));
      writeFileSync(join(folder, 'tenants/bank.yaml'), `applications: { api: { image: '${image}' } }\n`);
      writeFileSync(
        file,
        text.replace('tenants: {', 'tenantFiles: tenants\ntenants: { bank: { clusters: [dc1], owners: x },'),
      );
      (await Template.fromFile(file)).cluster('dc1').hasResource('Deployment', { metadata: { name: 'api' } });
      writeFileSync(file, text.replace('clusters: [dc1]', 'clusters: [dc2]'));
      await expect(Template.fromFile(file)).rejects.toThrow("write 'dc1'");
    });
  });

  it('shows how the most similar resource differs', () => {
    const properties = { metadata: { name: 'web' }, spec: { replicas: 3, paused: true } };
    expect(
      message(() => {
        a.hasResource('Deployment', properties);
      }),
    ).toBe(
      `cluster 'a' has no Deployment with these properties; of 1, the most similar is Deployment shop/web (dist/a/tenants/shop), where
  spec.replicas is 2: expected 3
  spec.paused is missing: expected true`,
    );
    expect(
      message(() => {
        a.hasValues('gate', { replicas: 2 });
      }),
    ).toBe("values of 'gate' on cluster 'a' differ, where\n  replicas is 3: expected 2");
  });

  it('shows what exists where a resource, a count or an absence is not as expected', () => {
    expect(
      message(() => {
        a.hasResource('Deploymnt');
      }),
    ).toBe("cluster 'a' has no Deploymnt: write 'Deployment'");
    expect(
      message(() => {
        a.resourceCount('Deployment', 2);
      }),
    ).toBe("cluster 'a' has 1 Deployment, expected 2: Deployment shop/web (dist/a/tenants/shop)");
    expect(
      message(() => {
        a.hasNoResource('Deployment');
      }),
    ).toBe("cluster 'a' has Deployment with these properties: Deployment shop/web (dist/a/tenants/shop)");
    expect(message(() => template.cluster('c'))).toBe("the platform has no cluster 'c': write one of 'a', 'b'");
    expect(message(() => template.stack('a-platfrm'))).toBe(
      "the platform has no stack 'a-platfrm': write 'a-platform'",
    );
    expect(
      message(() => {
        a.hasValues('gaet', {});
      }),
    ).toBe("cluster 'a' has no chart 'gaet': write 'gate'");
  });

  it('names the form of a module that exports no platform', () => {
    expect(message(() => Template.fromPlatform(undefined))).toBe(
      'the module exports no platform: write export default definePlatform(…)',
    );
  });

  it('throws all errors of the definition', () => {
    expect(() => Template.fromPlatform({ ...definition, domain: 'x y' }, { language: testing })).toThrow(
      DefinitionError,
    );
  });
});
