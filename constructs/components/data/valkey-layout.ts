import { z } from 'zod';
import { bindingSecretName, type ServerUseEntry } from '../../../src/definition/uses';
import { listProvidedUses, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { image, int32 } from '../../../src/schema/field-types';
import { images } from '../../images';
import { resolveSize, sizeFields } from './server-size';

/** Sizes of a cache. Its data is in memory only, unless `storageGiB` is set. */
const cacheSizes = {
  small: { cpu: '50m', memory: '128Mi', storageGiB: 0, instances: 1 },
  medium: { cpu: '250m', memory: '1Gi', storageGiB: 0, instances: 1 },
  large: { cpu: '1', memory: '4Gi', storageGiB: 0, instances: 1 },
} as const;

/** Parameters that follow from other options, or without which a cache would be open or lose its data. */
const reservedParameters = [
  ...['port', 'bind', 'protected-mode', 'unixsocket', 'include', 'loadmodule', 'dir', 'requirepass'],
  ...['user', 'aclfile', 'maxmemory', 'maxmemory-policy', 'save', 'appendonly', 'replicaof', 'daemonize'],
];

/**
 * Rules by which a cache evicts keys when its memory is full.
 * @see https://valkey.io/topics/lru-cache/
 */
const evictionPolicies = [
  ...(['allkeys-lru', 'allkeys-lfu', 'allkeys-random'] as const),
  ...(['volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl', 'noeviction'] as const),
] as const;

/** Schema of the options of all caches, and of a single one. */
export const cacheFields = {
  size: sizeFields.size.describe('size of a cache; @default small'),
  cpu: sizeFields.cpu.describe('CPU request of a cache; @default that of `size`'),
  memory: sizeFields.memory.describe('memory request and limit of a cache; @default that of `size`'),
  storageGiB: int32
    .min(1)
    .optional()
    .describe('size of a volume that keeps the data after a restart, in GiB; @default none: in memory only'),
  eviction: z
    .enum(evictionPolicies)
    .optional()
    .describe(
      'keys that a full cache evicts; with `noeviction` it refuses writes, which suits queues and sessions; @default allkeys-lru',
    ),
  image: image
    .optional()
    .meta({ examples: ['registry.acme.example/valkey:9.1.1'] })
    .describe('image of the server; @default the official image'),
  parameters: z
    .record(
      z
        .string()
        .regex(/^[a-z][a-z0-9-]*$/, 'must be a parameter of valkey.conf, such as timeout')
        .refine(
          (name) => !reservedParameters.includes(name) && !name.startsWith('tls-'),
          'is set by the platform: use another option, or remove it',
        ),
      z.string().regex(/^[^\r\n{}]+$/, 'must be one line, without braces'),
    )
    .optional()
    .meta({ examples: [{ timeout: '300' }] })
    .describe('parameters of valkey.conf; @default those of Valkey'),
};

type CacheSettings = z.output<z.ZodObject<typeof cacheFields>>;

/** Options of all caches, and of single ones by `<namespace>/<cache>`. */
export interface CacheLayoutOptions extends CacheSettings {
  readonly storageClass?: string | undefined;
  readonly tls: boolean;
  readonly servers: Readonly<Record<string, CacheSettings>>;
}

/** Server of Valkey for one use. */
export interface ValkeyServer extends ProvidedUse {
  /** Name of its objects, and of the Secret of the use. */
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  /** Size of its volume; 0 for data in memory only. */
  readonly storageGiB: number;
  /** StorageClass of its volume. @default the default StorageClass */
  readonly storageClass: string | undefined;
  readonly eviction: (typeof evictionPolicies)[number];
  readonly image: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Whether it accepts connections with TLS only. */
  readonly tls: boolean;
}

/** Returns the server of a use: the options of all caches, of the use, and then of this cache take precedence. */
export function resolveCache(provided: ProvidedUse, options: CacheLayoutOptions): ValkeyServer {
  const { workload, use } = provided;
  const name = bindingSecretName(workload.name, use);
  const settings = options.servers[`${workload.namespace}/${name}`] ?? {};
  const layers: readonly CacheSettings[] = [options, use.options, settings];
  // A size replaces the exact values of the layers before it.
  const sizes = layers.slice(
    Math.max(
      0,
      layers.findLastIndex(({ size }) => size !== undefined),
    ),
  );
  const first = <K extends keyof CacheSettings>(key: K, from = layers): CacheSettings[K] =>
    from.findLast((layer) => layer[key] !== undefined)?.[key];
  const { cpu, memory } = resolveSize(
    { size: first('size'), cpu: first('cpu', sizes), memory: first('memory', sizes) },
    cacheSizes,
  );
  return {
    ...provided,
    name,
    cpu,
    memory,
    storageGiB: settings.storageGiB ?? options.storageGiB ?? 0,
    storageClass: options.storageClass,
    eviction: settings.eviction ?? options.eviction ?? 'allkeys-lru',
    image: settings.image ?? options.image ?? images.valkey,
    parameters: { ...options.parameters, ...settings.parameters },
    tls: options.tls,
  };
}

/** Lists the caches of a tenant. */
export function listCaches(tenant: TenantPlan, options: CacheLayoutOptions): readonly ValkeyServer[] {
  return listProvidedUses(tenant, 'cache').map((provided) => resolveCache(provided, options));
}

/** Lists the caches of a workload. */
export function listCachesOf(
  workload: ProvidedUse['workload'],
  uses: readonly { readonly capability: string }[],
  options: CacheLayoutOptions,
): readonly ValkeyServer[] {
  return uses.map((use) => resolveCache({ workload, use: use as ServerUseEntry }, options));
}

/** Returns the host name of a cache. */
export function cacheHost(name: string, namespace: string): string {
  return `${name}.${namespace}.svc`;
}

/** Returns the name of the Secret with the password of a cache. */
export function passwordSecretName(name: string): string {
  return `${name}-password`;
}
