import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

const layers = JSON.parse(readFileSync(join(import.meta.dirname, 'tools/layers.json'), 'utf8'));

/** Files of the layers that are no folder of src. */
const layerFiles = {
  plan: ['src/plan.ts', 'src/create-language.ts', 'src/standalone/**'],
  constructs: ['constructs/**'],
  stacks: ['stacks/**'],
  synth: ['src/language.ts', 'src/synth.ts'],
  index: ['src/index.ts'],
};

const providerRoots = {
  regex: '^@cdktf/provider-[^/]+$',
  message:
    'Import the one resource that is used (@cdktf/provider-helm/lib/release): a provider root costs seconds to load.',
};

/** Providers of clouds are optional peers: only the folder of the cloud imports one. */
const cloudProviders = {
  regex: '^@cdktf/provider-(aws|azurerm|google)/',
  message: 'Import it in the folder of its cloud only: it is an optional peer dependency.',
};

/** Packages of the clouds, by folder of constructs. */
const cloudPackages = {
  aws: '@cdktf/provider-aws',
  azure: '@cdktf/provider-azurerm',
  google: '@cdktf/provider-google',
};

/** Whether the package of a cloud is installed (npm run clouds); without it, the types of its modules are `any`. */
const hasCloudTypes = (name) => existsSync(join(import.meta.dirname, 'node_modules', name));

/** A cloud does not load the modules of another one. */
const otherClouds = (cloud) => {
  const others = Object.keys(cloudPackages).filter((other) => other !== cloud);
  const providers = others.map((other) => cloudPackages[other].replace('@cdktf/provider-', ''));
  return {
    regex: `^@cdktf/provider-(${providers.join('|')})/|/(${others.join('|')})/`,
    message: 'Share it in constructs/clouds: only the files of the cloud in use are loaded.',
  };
};

/** Rules that forbid `any`. */
const unsafeRules = ['argument', 'assignment', 'call', 'member-access', 'return'].map(
  (name) => `@typescript-eslint/no-unsafe-${name}`,
);

/** Imports go one way: a layer imports from itself and from the layers before it (docs/architecture.md). */
const layerRules = layers.map((layer, index) => {
  const names = { plan: ['plan', 'create-language'], synth: ['language', 'synth'] };
  const later = layers.slice(index + 1).flatMap((name) => names[name] ?? [name]);
  const patterns = [
    providerRoots,
    cloudProviders,
    {
      regex: `^\\.{1,2}/(\\.\\./)*(src/)?(${later.join('|')})(/|$)`,
      message: `The layer '${layer}' must not import from a later layer (tools/layers.json, docs/architecture.md).`,
    },
  ];
  return {
    files: layerFiles[layer] ?? [`src/${layer}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: later.length > 0 ? patterns : [providerRoots, cloudProviders] }],
    },
  };
});

export default tseslint.config(
  { ignores: ['.plinth/', 'site/', 'lib/', 'node_modules/', 'coverage/', '**/cdktf.out/', '**/dist/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.mjs'] }, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Mapped types name their keys.
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      // It suggests what no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      'no-restricted-imports': ['error', { patterns: [providerRoots, cloudProviders] }],
    },
  },
  {
    files: ['src/definition/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='z'][callee.property.name='array']",
          message: 'Use list(): the interfaces for editors have readonly lists, and have no effect for another type.',
        },
      ],
    },
  },
  {
    // Constructs are created for their effect on the scope.
    files: ['constructs/**', 'stacks/**', 'test/**'],
    rules: { '@typescript-eslint/no-unused-expressions': 'error', 'no-new': 'off' },
  },
  {
    // Generated from schemas, which may name values of a type that includes them.
    files: ['constructs/**/documented-options.ts'],
    rules: { '@typescript-eslint/no-redundant-type-constituents': 'off' },
  },
  ...layerRules,
  ...Object.entries(cloudPackages).map(([cloud, name]) => ({
    files: [`constructs/${cloud}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns: [providerRoots, otherClouds(cloud)] }],
      ...(hasCloudTypes(name) ? {} : Object.fromEntries(unsafeRules.map((rule) => [rule, 'off']))),
    },
  })),
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
  {
    // Scripts that Node.js runs in a pod.
    files: ['constructs/**/scripts/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['AbortSignal', 'URL', 'URLSearchParams', 'console', 'fetch', 'process'].map((name) => [name, 'readonly']),
      ),
    },
  },
);
