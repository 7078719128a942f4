import * as resourceNames from '../../clouds/resource-names';
import { digest } from '../../digest';

/** Page with the rules for names of all resources, by provider. */
const rulesPage = 'https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules';

/** Rules for names of Azure resources, by service. */
export const nameRules = {
  'resource-group': {
    maxLength: 90,
    pattern: /^[a-z0-9-]*[a-z0-9]$/,
    description: 'lower-case letters, digits and hyphens, and not end with a hyphen',
    source: `${rulesPage}#microsoftresources`,
  },
  'aks-cluster': {
    maxLength: 63,
    pattern: /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/,
    description: 'letters, digits, hyphens and underscores, and begin and end with a letter or digit',
    source: `${rulesPage}#microsoftcontainerservice`,
  },
  'aks-node-pool': {
    maxLength: 12,
    pattern: /^[a-z][a-z0-9]*$/,
    description: 'lower-case letters and digits only, and begin with a letter',
    source: 'https://learn.microsoft.com/azure/aks/create-node-pools#limitations',
  },
  'dns-prefix': {
    maxLength: 54,
    pattern: /^[a-z]([a-z0-9-]*[a-z0-9])?$/,
    description: 'lower-case letters, digits and hyphens, and begin with a letter',
    source:
      'https://learn.microsoft.com/azure/aks/troubleshooting#what-naming-restrictions-are-enforced-for-aks-resources-and-parameters',
  },
  // PostgreSQL limits the name of its administrator to 63 characters; Azure would allow 128.
  identity: {
    maxLength: 63,
    pattern: /^[a-z0-9][a-z0-9-]{2,}$/,
    description: 'at least three lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftmanagedidentity`,
  },
  'key-vault': {
    maxLength: 24,
    pattern: /^[a-z](?!.*--)[a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and single hyphens, and begin with a letter',
    source: `${rulesPage}#microsoftkeyvault`,
  },
  'key-vault-object': {
    maxLength: 127,
    pattern: /^[A-Za-z0-9-]+$/,
    description: 'letters, digits and hyphens',
    source: `${rulesPage}#microsoftkeyvault`,
  },
  'disk-encryption-set': {
    maxLength: 80,
    pattern: /^[a-z0-9-]+$/,
    description: 'lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftcompute`,
  },
  'log-workspace': {
    maxLength: 63,
    pattern: /^[a-z0-9][a-z0-9-]{2,}[a-z0-9]$/,
    description: 'at least four lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftoperationalinsights`,
  },
  network: {
    maxLength: 64,
    pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
    description: 'at least two lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftnetwork`,
  },
  'private-endpoint': {
    maxLength: 64,
    pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/,
    description: 'at least two lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftnetwork`,
  },
  'postgresql-server': {
    maxLength: 63,
    pattern: /^[a-z0-9][a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftdbforpostgresql`,
  },
  // A name ends with letters and digits of a digest, and not with -sb or -mgmt, which Azure refuses.
  'service-bus': {
    maxLength: 50,
    pattern: /^[a-z][a-z0-9-]{4,}[a-z0-9]$/,
    description: 'at least six lower-case letters, digits and hyphens, and begin with a letter',
    source: `${rulesPage}#microsoftservicebus`,
  },
  'service-bus-queue': {
    maxLength: 260,
    pattern: /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    description: 'lower-case letters, digits and hyphens, and begin and end with a letter or digit',
    source: `${rulesPage}#microsoftservicebus`,
  },
  'event-hubs': {
    maxLength: 50,
    pattern: /^[a-z][a-z0-9-]{4,}[a-z0-9]$/,
    description: 'at least six lower-case letters, digits and hyphens, and begin with a letter',
    source: `${rulesPage}#microsofteventhub`,
  },
  'managed-redis': {
    maxLength: 60,
    pattern: /^[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9]$/,
    description: 'at least two lower-case letters, digits and single hyphens',
    source: 'https://learn.microsoft.com/azure/templates/microsoft.cache/redisenterprise',
  },
  deployment: {
    maxLength: 64,
    pattern: /^[a-z0-9-]+$/,
    description: 'lower-case letters, digits and hyphens',
    source: `${rulesPage}#microsoftresources`,
  },
  'storage-account': {
    maxLength: 24,
    pattern: /^[a-z0-9]{3,}$/,
    description: 'at least three lower-case letters and digits',
    source: `${rulesPage}#microsoftstorage`,
  },
  'container-registry': {
    maxLength: 50,
    pattern: /^[a-z0-9]{5,}$/,
    description: 'at least five lower-case letters and digits',
    source: `${rulesPage}#microsoftcontainerregistry`,
  },
  'storage-container': {
    maxLength: 63,
    pattern: /^[a-z0-9](?!.*--)[a-z0-9-]+[a-z0-9]$/,
    description: 'at least three lower-case letters, digits and single hyphens',
    source: `${rulesPage}#microsoftstorage`,
  },
} as const satisfies Record<string, resourceNames.NameRule>;

/** Service of Azure whose names have a rule. */
export type NamedService = keyof typeof nameRules;

/** Returns what is wrong with a name, for an error message; undefined for a valid name. */
export function tryGetNameError(service: NamedService, name: string): string | undefined {
  return resourceNames.tryGetNameError(nameRules[service], name, 'Azure');
}

/** Returns the name of a resource that only programs read. */
export function formatName(service: Exclude<NamedService, CompactService>, ...parts: readonly string[]): string {
  return resourceNames.formatName(nameRules[service], parts);
}

/** Length of the digest in names that must be unique in all of Azure. */
const uniqueLength = 6;

/**
 * Returns the name of a resource that is part of a public host name, and therefore unique in all of Azure: the digest of
 * the subscription is part of it.
 */
export function formatUniqueName(
  service: 'key-vault' | 'managed-redis' | 'postgresql-server' | 'service-bus',
  subscription: string,
  ...parts: readonly string[]
): string {
  const { maxLength } = nameRules[service];
  const unique = digest([subscription, ...parts]).slice(0, uniqueLength);
  const start = parts.join('-').replace(/-+/g, '-');
  const letterFirst = /^[a-z]/.test(start) ? start : `n${start}`;
  return `${letterFirst.slice(0, maxLength - uniqueLength - 1).replace(/-+$/, '')}-${unique}`;
}

/** Services whose names have no hyphens. */
type CompactService = 'container-registry' | 'storage-account';

/** Returns the name of a resource whose names have no hyphens and are unique in all of Azure. */
export function formatCompactName(service: CompactService, subscription: string, ...parts: readonly string[]): string {
  const { maxLength } = nameRules[service];
  const unique = digest([subscription, ...parts]).slice(0, uniqueLength);
  return `${parts
    .join('')
    .replaceAll('-', '')
    .slice(0, maxLength - uniqueLength)}${unique}`;
}
