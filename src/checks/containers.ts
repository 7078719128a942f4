import { listContainers, listMounts, type FileSource } from '../definition/containers';
import type { PodSecurity } from '../kinds/release';
import { resolveNamespace } from '../definition/references';
import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Capabilities that the Pod Security Standards allow; `privileged` allows all.
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
const allowedCapabilities: Readonly<Record<Exclude<PodSecurity, 'privileged'>, readonly string[]>> = {
  restricted: ['NET_BIND_SERVICE'],
  baseline: [
    ...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP'],
    ...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
  ],
};

/**
 * Checks the containers of workloads: the Pod Security Standard of the namespace allows their user and capabilities,
 * sidecars have names of their own, and mounts of one volume agree on its options.
 */
export function checkContainers(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [
    ...checkPodSecurity(workload),
    ...checkSidecarNames(workload),
    ...checkVolumes(workload),
  ]);
}

function checkPodSecurity({ tenant, tenantName, name, workload, path }: DeployedWorkload): readonly Problem[] {
  const namespace = resolveNamespace(workload, tenantName, tenant);
  const podSecurity = tenant.namespaces?.[namespace]?.podSecurity ?? 'restricted';
  const fix = (level: string) => `set \`podSecurity: ${level}\` on namespace '${namespace}', or remove it`;
  const userProblems =
    workload.user === 0 && podSecurity === 'restricted'
      ? [
          error(
            [...path, 'user'],
            0,
            `Pod Security '${podSecurity}' of namespace '${namespace}' refuses root`,
            'write another user, or set `podSecurity: baseline` on the namespace',
          ),
        ]
      : [];
  const capabilityProblems = listContainers(name, workload).flatMap(({ path: containerPath, options }) =>
    (options.capabilities ?? []).flatMap((capability, index) => {
      const capabilityPath = [...path, ...containerPath, 'capabilities', index];
      if (podSecurity !== 'privileged' && !allowedCapabilities[podSecurity].includes(capability)) {
        const level = allowedCapabilities.baseline.includes(capability) ? 'baseline' : 'privileged';
        const message = `Pod Security '${podSecurity}' of namespace '${namespace}' refuses this capability`;
        return [error(capabilityPath, capability, message, fix(level))];
      }
      if (workload.user === 0) return [];
      // Kubernetes sets no ambient capabilities, and without privilege escalation those of files are ignored.
      const message = 'has no effect: only processes of root have the capabilities of their container';
      return [warning(capabilityPath, capability, message, 'set `user: 0`, or remove it')];
    }),
  );
  return [...userProblems, ...capabilityProblems];
}

function checkSidecarNames({ name, workload, path }: DeployedWorkload): readonly Problem[] {
  if (!Object.hasOwn(workload.sidecars ?? {}, name)) return [];
  return [error([...path, 'sidecars', name], undefined, 'is the name of the main container', 'write another name')];
}

/** Checks that all mounts of one volume have the same options: there is one volume. */
function checkVolumes({ name, workload, path }: DeployedWorkload): readonly Problem[] {
  const first = new Map<string, FileSource>();
  return listMounts(name, workload).flatMap(({ path: mountPath, source }) => {
    const volume = tryGetVolume(source, String(mountPath.at(-1)));
    if (volume === undefined) return [];
    const other = first.get(volume.key);
    if (!other) {
      first.set(volume.key, source);
      return [];
    }
    const difference = Object.entries(source).find(([option, value]) =>
      Object.entries(other).every(([key, otherValue]) => key !== option || otherValue !== value),
    );
    if (!difference && Object.keys(source).length === Object.keys(other).length) return [];
    return [
      error(
        [...path, ...mountPath],
        undefined,
        `mounts ${volume.description} with other options than an earlier path`,
        'write the same options at both paths, or another name',
      ),
    ];
  });
}

function tryGetVolume(source: FileSource, mountPath: string) {
  if ('volume' in source) return { key: `volume ${source.volume}`, description: `volume '${source.volume}'` };
  if (!('emptyMiB' in source)) return undefined;
  if (source.name !== undefined)
    return { key: `empty ${source.name}`, description: `empty directory '${source.name}'` };
  return { key: `path ${mountPath.replace(/\/+$/, '')}`, description: 'the empty directory of this path' };
}
