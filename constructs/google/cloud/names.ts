import * as resourceNames from '../../clouds/resource-names';

const rfc1035 = (maxLength: number, source: string): resourceNames.NameRule => ({
  maxLength,
  pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
  description: 'lower-case letters, digits and hyphens, and begin with a letter',
  source,
});

/** Rules for names of Google Cloud resources, by service. */
export const nameRules = {
  'gke-cluster': rfc1035(
    40,
    'https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters',
  ),
  'gke-node-pool': rfc1035(
    40,
    'https://cloud.google.com/kubernetes-engine/docs/reference/rest/v1/projects.locations.clusters.nodePools',
  ),
  network: rfc1035(63, 'https://cloud.google.com/compute/docs/naming-resources'),
  'service-account': {
    ...rfc1035(30, 'https://cloud.google.com/iam/docs/service-accounts-create'),
    pattern: /^[a-z][a-z0-9-]{4,}[a-z0-9]$/,
    description: 'at least six lower-case letters, digits and hyphens, and begin with a letter',
  },
  // 98 characters with the project and a colon; projects have at most 30.
  'sql-instance': rfc1035(67, 'https://cloud.google.com/sql/docs/postgres/instance-settings'),
  memorystore: {
    ...rfc1035(
      63,
      'https://cloud.google.com/memorystore/docs/valkey/reference/rest/v1/projects.locations.instances/create',
    ),
    pattern: /^[a-z][a-z0-9-]{2,}[a-z0-9]$/,
    description: 'at least four lower-case letters, digits and hyphens, and begin with a letter',
  },
  pubsub: {
    maxLength: 255,
    pattern: /^(?!goog)[a-z][a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and hyphens, begin with a letter, and not begin with goog',
    source: 'https://cloud.google.com/pubsub/docs/pubsub-basics#resource_names',
  },
  'kms-key': {
    maxLength: 63,
    pattern: /^[a-zA-Z0-9_-]+$/,
    description: 'letters, digits, hyphens and underscores',
    source: 'https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys/create',
  },
  secret: {
    maxLength: 255,
    pattern: /^[a-zA-Z0-9_-]+$/,
    description: 'letters, digits, hyphens and underscores',
    source: 'https://cloud.google.com/secret-manager/docs/creating-and-accessing-secrets',
  },
  bucket: {
    maxLength: 63,
    pattern: /^(?!goog)(?!.*google)[a-z0-9][a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and hyphens, and not contain google',
    source: 'https://cloud.google.com/storage/docs/buckets#naming',
  },
} as const satisfies Record<string, resourceNames.NameRule>;

/** Service of Google Cloud whose names have a rule. */
export type NamedService = keyof typeof nameRules;

/** Returns what is wrong with a name, for an error message; undefined for a valid name. */
export function tryGetNameError(service: NamedService, name: string): string | undefined {
  return resourceNames.tryGetNameError(nameRules[service], name, 'Google Cloud');
}

/** Returns the name of a resource that only programs read. */
export function formatName(service: NamedService, ...parts: readonly string[]): string {
  return resourceNames.formatName(nameRules[service], parts);
}
