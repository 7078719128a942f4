import { createRequire } from 'node:module';
import * as plinth from '../../src';
import type { AnyKind } from '../../src/kinds/cluster-kind';
import type { Language } from '../../src/create-language';
import { language } from '../../src/language';

/** Module with kinds that the reference documents. */
export interface KindModule {
  /** Import specifier of users. */
  readonly specifier: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly kinds: readonly AnyKind[];
  /** Folder of the generated interfaces, relative to the repository. */
  readonly folder: string;
  /** Modules that export the kinds, by type, relative to the folder. */
  readonly sources: Readonly<Record<AnyKind['type'], string>>;
}

/** Modules with the kinds of Plinth, except those that a definition must name. */
export const kindModules: readonly KindModule[] = [
  {
    specifier: 'plinth',
    exports: plinth,
    kinds: plinth.kinds,
    folder: 'constructs',
    sources: { cluster: './clusters', component: './components' },
  },
];

/** Language of all kinds of Plinth. */
export const referenceLanguage = language(kindModules.flatMap(({ kinds }) => kinds));

/** Module with kinds that a definition must name: those of a cloud, or of machines. */
export interface CloudModule extends KindModule {
  /** Name of the module, and of the folder of its pages. */
  readonly name: string;
  readonly title: string;
  readonly language: Language;
}

/** Modules by folder, with the package that a module requires. */
const clouds: Readonly<
  Record<string, { readonly title: string; readonly requiredPackage?: string; readonly kinds: string }>
> = {
  aws: { title: 'AWS', requiredPackage: '@cdktf/provider-aws', kinds: 'awsKinds' },
  azure: { title: 'Azure', requiredPackage: '@cdktf/provider-azurerm', kinds: 'azureKinds' },
  google: { title: 'Google Cloud', requiredPackage: '@cdktf/provider-google', kinds: 'googleKinds' },
  machines: { title: 'vSphere', kinds: 'vsphere' },
};

/** Titles of the modules by name, whether or not their packages are installed. */
export const cloudTitles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(clouds).map(([name, { title }]) => [name, title]),
);

/** Loads the modules that a definition must name, whose package is installed (`npm run clouds`). */
export function loadCloudModules(): readonly CloudModule[] {
  const load = createRequire(__filename);
  return Object.entries(clouds).flatMap(([name, { title, requiredPackage, kinds }]) => {
    try {
      if (requiredPackage !== undefined) load.resolve(`${requiredPackage}/lib/provider`);
    } catch {
      return [];
    }
    // `require` here is that of the test runner or of tsx, which compile TypeScript.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const exports = require(`../../constructs/${name}`) as Readonly<Record<string, unknown>>;
    const cloudKinds = [exports[kinds] as AnyKind | readonly AnyKind[]].flat();
    const source = name === 'machines' ? './vsphere' : './kinds';
    return [
      {
        name,
        title,
        specifier: `plinth/${name}`,
        exports,
        kinds: cloudKinds,
        folder: `constructs/${name}`,
        sources: { cluster: source, component: source },
        language: language([...plinth.kinds, ...cloudKinds]),
      },
    ];
  });
}

/** Returns the name of the function that creates a component or cluster of a kind. */
export function getFactoryName({ exports }: KindModule, { kind }: Pick<AnyKind, 'kind'>): string {
  const [name] =
    Object.entries(exports).find(
      ([, value]) => typeof value === 'function' && 'kind' in value && value.kind === kind,
    ) ?? [];
  if (name === undefined) throw new Error(`no module exports the kind '${kind}': export it, or add its module`);
  return name;
}
