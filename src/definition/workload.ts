import { z } from 'zod';
import { nameSchema } from '../schema/json-schema';
import { absoluteMountPath } from './absolute-path';
import { callsSchema, type EgressTargetInput, type ServiceCallInput } from './calls';
import { dnsLabel, image, list, quantity, secretKeyRef, int32, gibibytes } from '../schema/field-types';
import { usesSchema } from './uses';

// Editors show one documentation for the key in references to Secrets and to ConfigMaps.
const referencedKey = secretKeyRef.shape.key.describe('key of the Secret or ConfigMap');

const envSecretKeyRef = secretKeyRef.extend({ key: referencedKey });

const configMapKeyRef = z.strictObject({
  config: dnsLabel.describe('name of an existing ConfigMap'),
  key: referencedKey,
});

/** Fields of a pod that the API can put into a variable. */
const podField = z
  .string()
  .regex(
    /^(metadata\.(name|namespace|uid|(labels|annotations)\['[^']+'\])|spec\.(nodeName|serviceAccountName)|status\.(hostIPs?|podIPs?))$/,
    "must be a field of the pod: write metadata.name, metadata.namespace, metadata.uid, metadata.labels['<key>'], metadata.annotations['<key>'], spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP or status.podIPs",
  );

const podFieldRef = z.strictObject({
  field: podField.meta({ examples: ['status.podIP'] }).describe('field of the pod, such as status.podIP'),
});

const envSchema = z
  .record(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable: write letters, digits and _'),
    z.union([z.string(), envSecretKeyRef, configMapKeyRef, podFieldRef]),
  )
  .meta({ examples: [{ LOG_LEVEL: 'info', PASSWORD: { secret: 'web', key: 'password' } }] })
  .describe(
    'environment variables by name: strings, keys of existing Secrets and ConfigMaps, or fields of the pod; @default none',
  );
nameSchema('Env', envSchema);

const envFromSchema = list(
  z.union([
    z.strictObject({ secret: dnsLabel.describe('name of an existing Secret') }),
    z.strictObject({ config: dnsLabel.describe('name of an existing ConfigMap') }),
  ]),
).describe('Secrets and ConfigMaps of which all keys become environment variables; @default none');
nameSchema('EnvFrom', envFromSchema);

const filesSchema = z
  .record(
    absoluteMountPath,
    z.union([
      z.strictObject({ secret: dnsLabel.describe('existing Secret; its keys are the file names') }),
      z.strictObject({ config: dnsLabel.describe('existing ConfigMap; its keys are the file names') }),
      z.strictObject({
        emptyMiB: int32.min(1).describe('size limit in MiB of an empty directory per pod (emptyDir)'),
        medium: z
          .enum(['disk', 'memory'])
          .default('disk')
          .describe('storage of the directory; `memory` counts against the memory limit of the container'),
        name: dnsLabel.optional().describe('name of the directory, for several mount paths; @default from the path'),
      }),
      z.strictObject({
        volume: dnsLabel.describe('name of a persistent volume, which is retained when the workload is removed'),
        storageGiB: gibibytes.describe('size of the volume in GiB'),
        storageClass: z
          .string()
          .min(1)
          .optional()
          .meta({ examples: ['fast'] })
          .describe("StorageClass of the volume; @default the cluster's default"),
        shared: z
          .boolean()
          .default(false)
          .describe('whether several pods mount the volume (ReadWriteMany), which not all StorageClasses support'),
      }),
    ]),
  )
  .meta({ examples: [{ '/data': { volume: 'data', storageGiB: 10 } }] })
  .describe('volumes by mount path; @default only /tmp, empty');
nameSchema('Files', filesSchema);

/** Default resources of a container without `resources`. */
export const defaultResources = { cpu: '200m', memory: '256Mi', memoryLimit: '512Mi', disk: '100Mi', diskLimit: '1Gi' };

// The schema fills no defaults: in `perEnvironment` they would replace the values for all environments.
const resourcesSchema = z.strictObject({
  cpu: quantity.optional().describe('CPU request; @default 200m'),
  cpuLimit: quantity.optional().describe('CPU limit; @default none'),
  memory: quantity.optional().describe('memory request; @default 256Mi'),
  memoryLimit: quantity.optional().describe('memory limit; @default 512Mi'),
  disk: quantity.optional().describe('ephemeral storage request, for /tmp and logs; @default 100Mi'),
  diskLimit: quantity.optional().describe('ephemeral storage limit; @default 1Gi'),
});
nameSchema('Resources', resourcesSchema);

/** Linux capabilities, without the prefix `CAP_`. */
const capabilitiesSchema = list(
  z.string().regex(/^(?!CAP_)[A-Z][A-Z_]*$/, 'must be a capability without CAP_: write one such as NET_BIND_SERVICE'),
)
  .meta({ examples: [['NET_BIND_SERVICE']] })
  .describe(
    "Linux capabilities of the container; all others are dropped. The namespace's `podSecurity` must allow them; @default none",
  );

const sidecarSchema = z.strictObject({
  image: image.describe('container image with a tag or digest'),
  command: list(z.string())
    .optional()
    .meta({ examples: [['node', 'server.js']] })
    .describe('entrypoint of the container; @default ENTRYPOINT of the image'),
  args: list(z.string())
    .optional()
    .meta({ examples: [['--port', '8080']] })
    .describe('arguments of the entrypoint; @default CMD of the image'),
  resources: resourcesSchema
    .optional()
    .describe('resource requests and limits of the container; @default the defaults of these options'),
  env: envSchema.optional(),
  envFrom: envFromSchema.optional(),
  files: filesSchema.optional(),
  writableRoot: z.boolean().default(false).describe('whether the root file system is writable'),
  capabilities: capabilitiesSchema.optional(),
});
nameSchema('Sidecar', sidecarSchema);

/** Sidecar of a workload, defaults filled. */
export type Sidecar = Readonly<z.output<typeof sidecarSchema>>;

/** Names of sidecars: each is part of the name of a volume. */
const sidecarName = dnsLabel.max(50, 'must have at most 50 characters: write a shorter name');

/** Values of `logs`: formats of a container's output. */
export const logFormats = ['lines', 'json', 'multi-line', 'none'] as const;

/** Schemas of the options of applications and jobs that may differ per environment. */
export const workloadConfigurationFields = {
  image: image.describe('container image with a tag or digest'),
  resources: resourcesSchema
    .optional()
    .describe('resource requests and limits of the container; @default the defaults of these options'),
  env: envSchema.optional(),
  envFrom: envFromSchema.optional(),
  files: filesSchema.optional(),
  uses: usesSchema
    .optional()
    .describe('databases, caches, queues, buckets and stored secrets that the workload uses; @default none'),
  calls: callsSchema.optional(),
};

/** Schemas of the options of applications and jobs that are the same in all environments. */
export const workloadFields = {
  command: list(z.string())
    .optional()
    .meta({ examples: [['node', 'server.js']] })
    .describe('entrypoint of the container; @default ENTRYPOINT of the image'),
  args: list(z.string())
    .optional()
    .meta({ examples: [['--port', '8080']] })
    .describe('arguments of the entrypoint; @default CMD of the image'),
  namespace: dnsLabel
    .optional()
    .meta({ examples: ['shop'] })
    .describe("one of the tenant's namespaces; @default the first"),
  clusters: list(z.string())
    .optional()
    .meta({ examples: [['prod1']] })
    .describe("names of the tenant's clusters that the workload runs on; @default all"),
  calls: callsSchema.optional(),
  sidecars: z
    .record(sidecarName, sidecarSchema)
    .optional()
    .describe(
      'containers by name that start before the container and stop after it (native sidecars); they share its network and, with the same `files`, its volumes; @default none',
    ),
  capabilities: capabilitiesSchema.optional(),
  user: int32
    .min(0)
    .default(65532)
    .describe('user ID and group ID of the process; 0 (root) requires `podSecurity` baseline or privileged'),
  writableRoot: z
    .boolean()
    .default(false)
    .describe('whether the root file system is writable; if not, only /tmp and `files` are'),
  logs: z
    .enum(logFormats)
    .default('lines')
    .describe(
      'format of the logs: `lines`; `json` objects with `level` and `message`, one per line; `multi-line` entries that begin with a date; `none`: the logs are not stored',
    ),
  priorityClass: dnsLabel
    .optional()
    .describe("PriorityClass of the pods, one of the tenant's `priorityClasses`; @default the cluster's default"),
  runtimeClass: dnsLabel
    .optional()
    .describe("RuntimeClass of the pods, one of the tenant's `runtimeClasses`; @default the cluster's default"),
  terminationGracePeriodSeconds: z
    .int()
    .min(0)
    .max(180)
    .default(30)
    .describe('time in seconds between SIGTERM and SIGKILL, including the preStop hook'),
  imagePullSecrets: list(dnsLabel).default([]).describe('existing Secrets with credentials for the image registry'),
};

/** Schema of the options that applications and jobs have in common. */
export const workloadSchema = z.strictObject({ ...workloadConfigurationFields, ...workloadFields });

/** Options that applications and jobs have in common, defaults filled. */
export type Workload = Readonly<z.output<typeof workloadSchema>>;

/** Resources of a container, defaults filled. */
export type ResolvedResources = typeof defaultResources & { readonly cpuLimit?: string | undefined };

/** Returns the resources of a workload's container. */
export function resolveResources({ resources = {} }: Pick<Workload, 'resources'>): ResolvedResources {
  const declared = Object.fromEntries(Object.entries(resources).filter(([, quantity]) => quantity !== undefined));
  return { ...defaultResources, ...declared };
}

/** Names of other parts of the definition in a workload that `application`, `job` or `cronJob` has returned. */
export interface WorkloadNames<Calls extends string, Environment extends string, Cluster extends string> {
  readonly calls: Calls;
  readonly environments: Environment;
  readonly clusters: Cluster;
}

/** Options of a workload with names that `definePlatform` checks. */
export interface WorkloadReferences<
  Calls extends string,
  Environment extends string,
  Cluster extends string,
  Configuration,
> {
  /**
   * Targets that the workload calls: `name` of an application of the same tenant, `tenant/name` of another tenant, either
   * with `:port` for one of its ports by name, `{ to, as: 'service' }` for an application that verifies the caller, a host
   * or range outside the platform, or a capability of the platform. All other egress is denied.
   * @default none
   * @example calls: ['api', 'bank/teller', { host: 'api.payments.example' }]
   */
  readonly calls?: readonly (Calls | ServiceCallInput<Calls> | EgressTargetInput)[] | undefined;
  /**
   * Names of the tenant's clusters that the workload runs on.
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: readonly Cluster[] | undefined;
  /**
   * Options that differ per environment: objects such as `env` are merged, other values are replaced.
   * @default none
   * @example perEnvironment: { prod: { replicas: 4 } }
   */
  readonly perEnvironment?: { readonly [E in Environment]?: Configuration } | undefined;
}
