import { z } from 'zod';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { image } from '../../../src/schema/field-types';

/** Major versions of PostgreSQL. */
export const postgresVersions = ['16', '17', '18'] as const;

type PostgresVersion = (typeof postgresVersions)[number];

/** Images of the servers, with the tools for backups, by major version. */
const postgresImages: Readonly<Record<PostgresVersion, string>> = {
  '16': 'ghcr.io/cloudnative-pg/postgresql:16.14-system-trixie',
  '17': 'ghcr.io/cloudnative-pg/postgresql:17.10-system-trixie',
  // The default of the pinned version of the operator.
  '18': 'ghcr.io/cloudnative-pg/postgresql:18.4-system-trixie',
};

/** Version of servers that sets none. */
export const defaultPostgresVersion = '18';

/** Schema of the program of a server, and of its parameters. */
export const engineFields = {
  version: z
    .enum(postgresVersions)
    .optional()
    .describe(
      `major version of PostgreSQL, in quotes. A higher one upgrades the data of existing servers, which are down meanwhile; @default ${defaultPostgresVersion}`,
    ),
  image: image
    .optional()
    .meta({ examples: ['registry.acme.example/postgis:18.4'] })
    .describe(
      'image of the server, such as one with extensions, based on those of CloudNativePG; its tag starts with `version`; @default the official image of `version`',
    ),
  parameters: z
    .record(
      z.string().regex(/^[a-z_]+(\.[a-z_]+)?$/, 'must be a parameter of PostgreSQL: write one such as max_connections'),
      z.string(),
    )
    .optional()
    .meta({ examples: [{ max_connections: '200' }] })
    .describe('parameters of PostgreSQL; those that the operator sets are refused by it; @default those of `memory`'),
};

/** Options that determine the program of a server. */
export interface EngineOptions {
  readonly version?: PostgresVersion | undefined;
  readonly image?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
}

/** Program of a server. */
export interface PostgresEngine {
  readonly image: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Returns the program of a server: that of all servers, with the options that are set for this one. */
export function resolveEngine(all: EngineOptions, server: EngineOptions = {}): PostgresEngine {
  const version = server.version ?? all.version ?? defaultPostgresVersion;
  // An image of all servers has their version.
  const sharedImage = server.version === undefined ? all.image : undefined;
  return {
    image: server.image ?? sharedImage ?? postgresImages[version],
    parameters: { ...all.parameters, ...server.parameters },
  };
}

/** Checks that the tag of an image starts with the version of the server, by which the operator knows it. */
export function validateEngine(
  options: EngineOptions,
  path: readonly PathSegment[],
  version: string,
): readonly Problem[] {
  const tag = /:(\d+)[^/]*$/.exec(options.image ?? `:${version}`)?.[1];
  if (tag === version) return [];
  return [
    error(
      [...path, 'image'],
      options.image,
      `has no tag that starts with ${version}, the version of the server`,
      `write the version of PostgreSQL in the image as \`version\`, and an image with such a tag`,
    ),
  ];
}
