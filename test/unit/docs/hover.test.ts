import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { resolveReference, toJsonSchema, type SchemaNode } from '../../../src/schema/json-schema';
import {
  getFactoryName,
  kindModules,
  loadCloudModules,
  referenceLanguage,
} from '../../../tools/reference/kind-modules';
import { renderOptionsModules } from '../../../tools/reference/options-module';

const root = join(__dirname, '../../..');
/** In the repository, so that module resolution finds node_modules. */
const folder = join(root, '.plinth/hover');
const file = join(folder, 'options.ts');
const schema: SchemaNode = toJsonSchema(referenceLanguage.schema);
const cloudModules = loadCloudModules();

test('the files documented-options.ts are current: npm run reference', () => {
  for (const [path, text] of renderOptionsModules([...kindModules, ...cloudModules]))
    expect(readFileSync(join(root, path), 'utf8')).toBe(text);
});

/** Renders an object literal with all options of a schema, also in nested objects; each option follows a mark. */
function renderLiteral(reference: SchemaNode, without: readonly string[] = [], root = schema): string {
  const { properties = {} } = resolveReference(root, reference);
  const entries = Object.entries(properties)
    .filter(([name]) => !without.includes(name))
    .map(([name, option]) => {
      const resolved = resolveReference(root, option);
      const isNested = resolved.properties && typeof resolved.additionalProperties !== 'object';
      return `/*?*/${name}: ${isNested ? renderLiteral(option, [], root) : 'absent'}`;
    });
  return `{ ${entries.join(', ')} }`;
}

/** Renders a program that sets every option of every kind, tenant, application, job, product and cluster. */
function renderProgram(): string {
  const modules = [
    ...kindModules.map((module) => ({ module, root: schema })),
    ...cloudModules.map((module) => ({ module, root: toJsonSchema(module.language.schema) })),
  ];
  const factories = modules.flatMap(({ module, root }) =>
    module.kinds.map((kind) => ({
      root,
      name: getFactoryName(module, kind),
      folder: module.specifier === 'plinth' ? 'src' : module.folder,
      definition: { $ref: `#/$defs/${kind.type}.${kind.kind}` },
    })),
  );
  const definition = (name: string) => ({ $ref: `#/$defs/${name}` });
  return `import { application, cronJob, job, type PlatformInput } from '../../src';
${factories.map(({ name, folder }) => `import { ${name} } from '../../${folder}';\n`).join('')}
import type { ProductInput } from '../../src/definition/product';
import type { TenantInput } from '../../src/definition/tenant';
declare const absent: never;
${factories.map(({ name, definition, root }) => `void ${name}(${renderLiteral(definition, ['kind'], root)});\n`).join('')}
export const tenant: TenantInput<string, never> = ${renderLiteral(definition('Tenant'))};
export const product: ProductInput<string, string> = ${renderLiteral(definition('Product'))};
void application(${renderLiteral(definition('Application'))});
void application({ image: 'web:1', perEnvironment: { dev: ${renderLiteral(definition('ApplicationConfiguration'))} } });
void job(${renderLiteral(definition('Job'), ['kind', 'schedule'])});
void cronJob(${renderLiteral(definition('Job'), ['kind', 'run'])});
void job({ image: 'web:1', perEnvironment: { dev: ${renderLiteral(definition('JobConfiguration'))} } });
export const platform: PlatformInput<typeof import('../../src').kinds, string, string, never> = ${renderLiteral(schema, ['$schema', 'state'])};
`;
}

function createLanguageService(): ts.LanguageService {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({ ...options, noEmit: true, incremental: false }),
    getDefaultLibFileName: (compilerOptions) => ts.getDefaultLibFilePath(compilerOptions),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
  });
}

test('TypeScript shows the documentation of every option', () => {
  const text = renderProgram();
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  const service = createLanguageService();
  const marks = [...text.matchAll(/\/\*\?\*\/(\w+)/g)];
  const undocumented = marks.flatMap((mark) => {
    const info = service.getQuickInfoAtPosition(file, mark.index + '/*?*/'.length);
    if (ts.displayPartsToString(info?.documentation) !== '') return [];
    const line = text.slice(text.lastIndexOf('\n', mark.index) + 1, mark.index).slice(0, 40);
    return [`${line}…: ${ts.displayPartsToString(info?.displayParts) || (mark[1] ?? '')}`];
  });
  expect(marks.length).toBeGreaterThan(300);
  expect(undocumented).toEqual([]);
}, 180_000);
