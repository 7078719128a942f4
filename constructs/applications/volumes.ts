import type { Construct } from 'constructs';
import type { PersistentVolumeClaim, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { WorkloadAdditions } from '../../src/kinds/additions';
import type { Binding } from '../../src/kinds/workload-plan';
import { serviceTokenFolder } from '../../src/definition/calls';
import { listContainers, listMounts, type FileSource } from '../../src/definition/containers';
import { useVolumeName } from '../../src/definition/uses';
import type { Workload } from '../../src/definition/workload';
import { externalSecretTargetName } from './environment-variables';
import { renderRetention } from '../kubernetes/retention';
import { addPatchedObject, workloadMetadata } from './metadata';

/** The part of a workload's plan that determines its volumes. */
interface WorkloadWithFiles {
  readonly name: string;
  readonly namespace: string;
  readonly tenant: string;
  readonly options: Workload & { readonly patch?: object | undefined };
  /** @default none */
  readonly bindings?: readonly Binding[] | undefined;
  /** What the providers of capabilities add; @default nothing */
  readonly additions?: readonly WorkloadAdditions[];
}

/** Returns the volumes of a workload's pod, and the mounts of its containers by name of the container. */
export function renderVolumes({ name, options, bindings = [], additions = [] }: WorkloadWithFiles): {
  volumes: Volume[];
  volumeMounts: ReadonlyMap<string, VolumeMount[]>;
} {
  const volumes = new Map<string, Volume>();
  const volumeMounts = new Map<string, VolumeMount[]>();
  for (const { name: container, options: containerOptions } of listContainers(name, options)) {
    const files = Object.entries(containerOptions.files ?? {});
    // With a read-only root filesystem, programs still need a folder for temporary files.
    const tmp = container === name ? 'tmp' : `tmp-${container}`;
    const tmpMounts = files.some(([path]) => path === '/tmp') ? [] : [{ name: tmp, mountPath: '/tmp' }];
    for (const mount of tmpMounts) volumes.set(mount.name, { name: mount.name, emptyDir: {} });
    for (const [path, source] of files) volumes.set(volumeName(path, source), renderVolume(name, path, source));
    volumeMounts.set(container, [
      ...tmpMounts,
      ...files.map(([path, source]) => ({
        name: volumeName(path, source),
        mountPath: path,
        ...('secret' in source || 'config' in source ? { readOnly: true } : {}),
      })),
    ]);
  }
  for (const { volume, mountPath } of [...listUsedFiles(name, options, bindings), ...listTokens(additions)]) {
    volumes.set(volume.name, volume);
    volumeMounts.get(name)?.push({ name: volume.name, mountPath, readOnly: true });
  }
  return { volumes: [...volumes.values()], volumeMounts };
}

/** Lists the volumes with the keys of what a workload uses, each with the folder at which it is mounted. */
function listUsedFiles(name: string, { uses = {} }: Workload, bindings: readonly Binding[]) {
  const storedSecret = uses.secret?.files === undefined ? [] : [[uses.secret.files, externalSecretTargetName(name)]];
  return [
    ...bindings.flatMap(({ secret, data, use }) => {
      const { options } = use;
      if (options.files === undefined) return [];
      const secrets = data && options.credentials !== undefined ? [options.credentials, secret] : [secret];
      // Of two Secrets with the same key, the last one takes precedence.
      const sources = secrets.map((source) => ({ secret: { name: source } }));
      return [{ volume: { name: useVolumeName(use), projected: { sources } }, mountPath: options.files }];
    }),
    ...storedSecret.map(([mountPath = '', secretName = '']) => ({
      volume: { name: 'uses-secret', secret: { secretName } },
      mountPath,
    })),
  ];
}

/** Lists the volume with the tokens of a workload, with the folder at which it is mounted; none without tokens. */
function listTokens(additions: readonly WorkloadAdditions[]) {
  const tokens = additions.flatMap((addition) => Object.entries(addition.tokens ?? {}));
  if (tokens.length === 0) return [];
  const sources = tokens.map(([path, { audience }]) => ({
    // Ten minutes: the shortest time that Kubernetes accepts.
    serviceAccountToken: { audience, expirationSeconds: 600, path },
  }));
  return [{ volume: { name: 'service-tokens', projected: { sources } }, mountPath: serviceTokenFolder }];
}

/** Adds the PersistentVolumeClaims of a workload. They are retained when the workload is removed, to protect its data. */
export function addVolumeClaims(scope: Construct, plan: WorkloadWithFiles): void {
  const sources = listMounts(plan.name, plan.options).map(({ source }) => source);
  const volumes = sources.filter((source) => 'volume' in source);
  // A volume may be mounted at several paths; it has one claim.
  for (const source of new Map(volumes.map((volume) => [volume.volume, volume])).values()) {
    const { volume, storageGiB, storageClass, shared } = source;
    addPatchedObject<PersistentVolumeClaim>(scope, `Volume-${volume}`, plan.options.patch, {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...workloadMetadata(plan),
        name: claimName(plan.name, volume),
        ...renderRetention(),
      },
      spec: {
        accessModes: [shared ? 'ReadWriteMany' : 'ReadWriteOnce'],
        resources: { requests: { storage: `${storageGiB}Gi` } },
        ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      },
    });
  }
}

function renderVolume(workload: string, path: string, source: FileSource): Volume {
  const name = volumeName(path, source);
  if ('secret' in source) return { name, secret: { secretName: source.secret } };
  if ('config' in source) return { name, configMap: { name: source.config } };
  if ('volume' in source) return { name, persistentVolumeClaim: { claimName: claimName(workload, source.volume) } };
  const medium = source.medium === 'memory' ? { medium: 'Memory' } : {};
  return { name, emptyDir: { ...medium, sizeLimit: `${source.emptyMiB}Mi` } };
}

/** Returns a name from the source or the path of a volume: an index would change when another volume is added. */
function volumeName(path: string, source: FileSource): string {
  if ('secret' in source) return `secret-${source.secret}`;
  if ('config' in source) return `config-${source.config}`;
  if ('volume' in source) return `volume-${source.volume}`;
  if (source.name !== undefined) return `empty-${source.name}`;
  // Names are DNS labels: other characters, and hyphens, become their hexadecimal code.
  const label = path
    .slice(1)
    .replace(/\/+$/, '')
    .replace(/[^a-z0-9/]/g, (character) => `-${character.charCodeAt(0).toString(16)}x`);
  return `folder-${label.replaceAll('/', '--')}`;
}

function claimName(workload: string, volume: string): string {
  return `${workload}-${volume}`;
}
