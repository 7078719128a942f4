import type { PodSecurity } from '../../../../src/kinds/release';

/** A pod with one setting that a Pod Security Standard is about. */
export interface PodVariant {
  readonly name: string;
  readonly pod: { readonly metadata?: object; readonly spec: { readonly containers: readonly object[] } };
  /** Strictest level that accepts it. */
  readonly level: PodSecurity;
}

const secure = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
  capabilities: { drop: ['ALL'] },
};
const container = { name: 'c', image: 'registry.acme.example/c:1', securityContext: secure };

function inSpec(level: PodSecurity, fields: object): PodVariant {
  return { name: JSON.stringify(fields), level, pod: { spec: { containers: [container], ...fields } } };
}

function inContext(level: PodSecurity, fields: object): PodVariant {
  const securityContext = { ...secure, ...fields };
  return {
    name: `container.securityContext ${JSON.stringify(fields)}`,
    level,
    pod: { spec: { containers: [{ ...container, securityContext }] } },
  };
}

function inContainer(level: PodSecurity, fields: object): PodVariant {
  return {
    name: `container ${JSON.stringify(fields)}`,
    level,
    pod: { spec: { containers: [{ ...container, ...fields }] } },
  };
}

const init = { ...container, name: 'i' };

/** Lists pods on both sides of every rule of the Pod Security Standards. */
export function listPodVariants(): readonly PodVariant[] {
  return [
    inSpec('restricted', {}),
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) => [
      inSpec('privileged', { [field]: true }),
      inSpec('restricted', { [field]: false }),
    ]),
    inSpec('privileged', { volumes: [{ name: 'v', hostPath: { path: '/' } }] }),
    inSpec('baseline', { volumes: [{ name: 'v', nfs: { server: 'nfs.acme.example', path: '/' } }] }),
    ...[
      { emptyDir: {} },
      { configMap: { name: 'x' } },
      { secret: { secretName: 'x' } },
      { persistentVolumeClaim: { claimName: 'x' } },
      { downwardAPI: { items: [] } },
      { projected: { sources: [] } },
      { image: { reference: 'registry.acme.example/x:1' } },
      {},
    ].map((source) => inSpec('restricted', { volumes: [{ name: 'v', ...source }] })),
    inSpec('restricted', {
      securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }] },
    }),
    inSpec('privileged', { securityContext: { sysctls: [{ name: 'kernel.msgmax', value: '1' }] } }),
    inSpec('baseline', { securityContext: { runAsUser: 0 } }),
    inSpec('restricted', { securityContext: { runAsUser: 1 } }),
    inSpec('baseline', { securityContext: { runAsNonRoot: false } }),
    inSpec('privileged', { securityContext: { seccompProfile: { type: 'Unconfined' } } }),
    inSpec('privileged', { securityContext: { seLinuxOptions: { type: 'spc_t' } } }),
    inSpec('privileged', { securityContext: { seLinuxOptions: { user: 'root' } } }),
    inSpec('restricted', { securityContext: { seLinuxOptions: { type: 'container_t' } } }),
    inSpec('privileged', { securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    inSpec('restricted', { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } }),
    inSpec('restricted', { hostUsers: false, securityContext: { runAsUser: 0, runAsNonRoot: false } }),
    inSpec('baseline', { initContainers: [{ ...init, securityContext: undefined }] }),
    inSpec('restricted', { initContainers: [init] }),
    inContext('privileged', { privileged: true, allowPrivilegeEscalation: true }),
    inContext('privileged', { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }),
    inContext('baseline', { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }),
    inContext('restricted', { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }),
    inContext('baseline', { capabilities: { drop: ['NET_RAW'] } }),
    inContext('baseline', { capabilities: undefined }),
    inContext('baseline', { allowPrivilegeEscalation: true }),
    inContext('baseline', { allowPrivilegeEscalation: undefined }),
    inContext('baseline', { runAsNonRoot: false }),
    inContext('baseline', { runAsNonRoot: undefined }),
    inContext('baseline', { runAsUser: 0, runAsNonRoot: undefined }),
    inContext('baseline', { seccompProfile: undefined }),
    inContext('privileged', { seccompProfile: { type: 'Unconfined' } }),
    inContext('restricted', { seccompProfile: { type: 'Localhost', localhostProfile: 'x' } }),
    inContext('privileged', { seLinuxOptions: { role: 'x' } }),
    inContext('privileged', { appArmorProfile: { type: 'Unconfined' } }),
    inContext('restricted', { procMount: 'Default' }),
    inContainer('privileged', { ports: [{ containerPort: 80, hostPort: 80 }] }),
    inContainer('restricted', { ports: [{ containerPort: 80 }] }),
    ...['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap((probe) => [
      inContainer('privileged', { [probe]: { httpGet: { host: '10.0.0.11', port: 80 } } }),
      inContainer('privileged', { [probe]: { tcpSocket: { host: '10.0.0.11', port: 80 } } }),
      inContainer('restricted', { [probe]: { httpGet: { port: 80 } } }),
    ]),
    ...['preStop', 'postStart'].map((hook) =>
      inContainer('privileged', { lifecycle: { [hook]: { httpGet: { host: '169.254.169.254', port: 80 } } } }),
    ),
    {
      name: 'an AppArmor annotation',
      level: 'privileged',
      pod: {
        metadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/c': 'unconfined' } },
        spec: { containers: [container] },
      },
    },
  ];
}
