import * as plinth from '../../src';
import type { AnyKind } from '../../src/kinds/cluster-kind';
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

/** Modules with the kinds of Plinth, except those of clouds, whose packages are optional dependencies. */
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

/** Returns the name of the function that creates a component or cluster of a kind. */
export function getFactoryName({ exports }: KindModule, { kind }: Pick<AnyKind, 'kind'>): string {
  const [name] =
    Object.entries(exports).find(
      ([, value]) => typeof value === 'function' && 'kind' in value && value.kind === kind,
    ) ?? [];
  if (name === undefined) throw new Error(`no module exports the kind '${kind}': export it, or add its module`);
  return name;
}
