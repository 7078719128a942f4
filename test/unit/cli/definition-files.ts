import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readDefinition, type LoadedDefinition } from '../../../src/cli/read-definition';
import { readFiles, withTempFolder, type Files } from '../../support/output-files';

/** Platform with a cluster in each of three environments, without tenants. */
export const platformYaml = `# The platform of acme.
name: acme
domain: acme.example
environments: [dev, test, prod]
clusters:
  dev1: { kind: existing, environment: dev, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
  test1: { kind: existing, environment: test, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
  prod1: { kind: existing, environment: prod, kubeconfig: k, provides: { network: {}, network-policy: {}, dns: {} } }
`;

/** File of a tenant with comments and mixed formatting, which edits must keep. */
export const shopYaml = `# everywhere
applications:
  web:
    image: 'registry.acme.example/shop/web:3' # built on Monday
    perEnvironment:
      test:   { image: "registry.acme.example/shop/web:2" }  # aligned by hand
      prod:
        image: registry.acme.example/shop/web:1
  tool: { image: 'registry.acme.example/shop/tool:1', clusters: [dev1, prod1] }
`;

/** The platform's part of this tenant. */
const platformPartYaml = `tenants:
  shop:
    clusters: [dev1, test1, prod1]
    owners: shop-developers
`;

/** The platform with its tenant in the same file. */
export const singleFileYaml = `${platformYaml}${platformPartYaml}${shopYaml.replace(/^/gm, '    ').trimEnd()}
`;

/** The platform with a file of its own for its tenant. */
export const tenantFiles: Files = {
  'platform.yaml': `${platformYaml}tenantFiles: tenants\n${platformPartYaml}`,
  'tenants/shop.yaml': shopYaml,
};

interface ActionResult {
  /** What the action returned. */
  readonly report: unknown;
  /** What the action threw. */
  readonly error: Error | undefined;
  /** Files after the action. */
  readonly files: Files;
  /** Definition after the action. */
  readonly platform: unknown;
}

/** Writes the files of a definition to a temporary folder and runs an action on the definition. */
export async function runOnDefinition(
  files: Files,
  action: (definition: LoadedDefinition, folder: string) => unknown,
): Promise<ActionResult> {
  return withTempFolder(async (folder) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const read = () => readDefinition(join(folder, 'platform.yaml'));
    const definition = await read();
    let report: unknown;
    let error: unknown;
    try {
      report = await action(definition, folder);
    } catch (thrown) {
      error = thrown;
    }
    return { report, error: error as Error | undefined, files: readFiles(folder), platform: (await read()).platform };
  });
}
