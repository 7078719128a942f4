import { z } from 'zod';
import { callsSchema, type EgressTargetInput } from './calls';
import { dnsLabel, image, list, port, quantity, secretKeyRef } from '../schema/field-types';
import { usesSchema } from './uses';

const absolutePath = z
  .string()
  .regex(/^\/[A-Za-z0-9._/-]*$/, 'not a path: begin with /, and write letters, digits, . _ - and /');

const configMapKey = z.strictObject({
  config: dnsLabel.describe('name of a ConfigMap'),
  key: z.string().min(1).describe('key in it'),
});

const envSchema = z
  .record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'not the name of an environment variable'),
    z.union([z.string(), secretKeyRef, configMapKey]),
  )
  .describe('environment variables: values, or keys of existing Secrets and ConfigMaps');

const envFromSchema = list(
  z.union([z.strictObject({ secret: dnsLabel }), z.strictObject({ config: dnsLabel })]),
).describe('Secrets and ConfigMaps whose keys all become variables');

const filesSchema = z
  .record(
    absolutePath,
    z.union([
      z.strictObject({ secret: dnsLabel.describe('a Secret whose keys are the files') }),
      z.strictObject({ config: dnsLabel.describe('a ConfigMap whose keys are the files') }),
      z.strictObject({ emptyMiB: z.int().min(1).describe('a folder to write to, gone when the pod goes') }),
      z.strictObject({
        volume: dnsLabel.describe('name of a volume that stays when the pod goes'),
        storageGiB: z.number().positive(),
        storageClass: z.string().min(1).optional().describe('@default what the cluster has as its default'),
        shared: z.boolean().default(false).describe('many pods write to it, which few storage classes can do'),
      }),
    ]),
  )
  .describe('folders by the path that they are mounted at');

/** What a container of a workload gets that says nothing else. */
export const defaultResources = { cpu: '200m', memory: '256Mi', memoryLimit: '512Mi', disk: '100Mi', diskLimit: '1Gi' };

/** Without defaults in the schema: those of an environment's part would hide what is said for all environments. */
const resourcesSchema = z.strictObject({
  cpu: quantity.optional().describe('CPU request; @default 200m'),
  cpuLimit: quantity.optional().describe('CPU at which it is slowed down; @default none'),
  memory: quantity.optional().describe('memory request; @default 256Mi'),
  memoryLimit: quantity.optional().describe('memory at which the container is stopped; @default 512Mi'),
  disk: quantity.optional().describe('request of space for /tmp and logs; @default 100Mi'),
  diskLimit: quantity.optional().describe('space at which the pod is stopped; @default 1Gi'),
});

/** How what a workload prints is read: see `logs`. */
export const logFormats = ['lines', 'json', 'multi-line', 'none'] as const;

/** What may differ between environments, for applications and jobs alike. */
export const workloadConfigurationFields = {
  image: image.describe('with tag or digest'),
  resources: resourcesSchema.optional(),
  env: envSchema.optional(),
  envFrom: envFromSchema.optional(),
  files: filesSchema.optional(),
  uses: usesSchema.optional().describe('databases, caches, buckets, queues and stored secrets'),
};

/** What applications and jobs have in common and is the same in all environments. */
export const workloadFields = {
  command: list(z.string()).optional().describe('@default what the image says'),
  args: list(z.string()).optional().describe('@default what the image says'),
  namespace: dnsLabel.optional().describe("one of the tenant's namespaces; @default the first"),
  clusters: list(z.string()).optional().describe("some of the tenant's clusters; @default all of them"),
  calls: callsSchema.optional(),
  user: z.int().min(1).default(65532).describe('user and group that it runs as'),
  writableRoot: z.boolean().default(false).describe('it may write to all of its file system, not to /tmp alone'),
  logs: z
    .enum(logFormats)
    .default('lines')
    .describe(
      'what it prints: `lines`; lines of `json` with `level` and `message`; `multi-line`, where an entry begins with a date; `none`, if nobody is to keep it',
    ),
  priorityClass: dnsLabel.optional().describe("@default the cluster's default"),
  runtimeClass: dnsLabel.optional().describe("what runs its containers; @default the cluster's default"),
  terminationGracePeriodSeconds: z.int().min(0).max(180).default(30),
  imagePullSecrets: list(dnsLabel).default([]).describe('Secrets of its namespace that its image is pulled with'),
};

/** A probe by HTTP. */
export const probeSchema = z.strictObject({
  path: absolutePath.describe('HTTP path that answers 200 to 399 when all is well'),
  port: port.optional().describe("@default the application's port"),
  initialDelaySeconds: z.int().min(0).default(0),
  periodSeconds: z.int().min(1).default(10),
  timeoutSeconds: z.int().min(1).default(1),
  failureThreshold: z.int().min(1).default(3),
});

/** A path of HTTP or of a file system. */
export { absolutePath as path };

/** What applications and jobs have in common. */
export const workloadSchema = z.strictObject({ ...workloadConfigurationFields, ...workloadFields });

/** What applications and jobs have in common, defaults filled. */
export type Workload = Readonly<z.output<typeof workloadSchema>>;

/** Names within a workload's input that `definePlatform` checks: whom it calls, environments, clusters. */
export interface WorkloadReferences<Calls extends string, E extends string, C extends string, Configuration> {
  /** Whom it calls: applications of its tenant by name, `tenant/application` of another, or what lies outside. */
  readonly calls?: readonly (Calls | EgressTargetInput)[] | undefined;
  /**
   * Some of the tenant's clusters.
   * @default all of them
   */
  readonly clusters?: readonly C[] | undefined;
  /** Configuration that differs, by environment. */
  readonly perEnvironment?: { readonly [K in E]?: Configuration } | undefined;
}
