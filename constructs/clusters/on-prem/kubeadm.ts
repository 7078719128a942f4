import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listPodRanges, listServiceRanges } from '../../../src/kinds/cluster-ranges';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { formatYaml } from '../../kubernetes/yaml';
import { formatUrlHost, renderEtcd } from './etcd';
import type { OnPremOptions } from './schema';

/**
 * Returns kubeadm's `controlPlaneEndpoint`, as `host:port`; undefined if clients use the address of the only control
 * plane.
 */
export function controlPlaneEndpoint({ endpoint }: OnPremOptions): string | undefined {
  if (!endpoint) return undefined;
  // With keepalived, HAProxy runs on the control planes, where the API server already uses port 6443.
  return `${formatUrlHost(endpoint.address)}:${endpoint.port ?? (endpoint.via === 'keepalived' ? 8443 : 6443)}`;
}

/** Lists the subject alternative names of the API server's certificate, in addition to kubeadm's defaults. */
export function listCertificateSans({ endpoint, certificateNames }: OnPremOptions): readonly string[] {
  return [...(endpoint ? [endpoint.address] : []), ...certificateNames];
}

/**
 * Returns the full version of Kubernetes, such as `1.36.3`: the option `patch`, or the patch version that Plinth pins.
 */
export function resolveKubernetesVersion(
  { kubernetes }: Pick<ClusterInfo, 'kubernetes'>,
  { patch }: OnPremOptions,
): string {
  return patch ?? kubernetesVersions[kubernetes as KubernetesVersion];
}

/**
 * True if the CA of the cluster signs the serving certificates of kubelets, which the API server then verifies. By
 * default, kubeadm leaves kubelets with certificates that they sign themselves and never renew.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/kubeadm/kubeadm-certs/#kubelet-serving-certs
 */
export function verifiesKubelets({ kubelet }: OnPremOptions): boolean {
  return (kubelet.serverTLSBootstrap ?? true) === true;
}

/**
 * Returns the configuration of the whole cluster for kubeadm, as YAML documents: ClusterConfiguration,
 * KubeletConfiguration and KubeProxyConfiguration.
 * @param version full version of Kubernetes, without `v`
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function renderKubeadmConfiguration(
  { name, clusterInfo }: ClusterPlan,
  options: OnPremOptions,
  version: string,
): string {
  const { oidc } = options;
  const nodeDnsAddress = tryGetEndpoint(clusterInfo, 'dns')?.nodeAddress;
  const hasAuditLog = options.auditPolicy !== false;
  const endpoint = controlPlaneEndpoint(options);
  const auditDirectory = '/etc/kubernetes/audit';
  const encryptionDirectory = '/etc/kubernetes/encryption';
  const logDirectory = '/var/log/kubernetes';
  const apiServerArguments = {
    ...(oidc && {
      'oidc-issuer-url': resolveOidcIssuer(oidc, clusterInfo) ?? '',
      'oidc-client-id': oidc.clientId,
      'oidc-username-claim': oidc.usernameClaim,
      'oidc-groups-claim': oidc.groupsClaim ?? clusterInfo.capabilities.identity?.groupsClaim ?? 'groups',
    }),
    ...(verifiesKubelets(options) && { 'kubelet-certificate-authority': '/etc/kubernetes/pki/ca.crt' }),
    'encryption-provider-config': `${encryptionDirectory}/configuration.yaml`,
    // Repeated restarts would be delayed by kubelet, up to five minutes each.
    'encryption-provider-config-automatic-reload': 'true',
    ...withoutProfiling,
    // Tokens of service accounts are valid for the hour of the projected volume, instead of a year.
    'service-account-extend-token-expiration': 'false',
    'tls-cipher-suites': cipherSuites.join(','),
    ...(options.endpoint &&
      options.endpoint.via !== 'kube-vip' && { 'shutdown-delay-duration': `${shutdownDelaySeconds}s` }),
    ...(hasAuditLog && {
      'audit-policy-file': `${auditDirectory}/policy.yaml`,
      'audit-log-path': `${logDirectory}/audit.log`,
      'audit-log-maxage': '30',
      'audit-log-maxbackup': '10',
      'audit-log-maxsize': '100',
    }),
    ...options.apiServer,
  };
  const controllerArguments = {
    ...withoutProfiling,
    ...(options.controlPlaneMetrics ? { 'bind-address': '0.0.0.0' } : {}),
  };
  const documents = [
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      clusterName: name,
      kubernetesVersion: `v${version}`,
      ...(endpoint === undefined ? {} : { controlPlaneEndpoint: endpoint }),
      ...(options.imageRepository === undefined ? {} : { imageRepository: options.imageRepository }),
      ...renderEtcd(options),
      networking: {
        podSubnet: listPodRanges(clusterInfo).join(','),
        serviceSubnet: listServiceRanges(clusterInfo).join(','),
        dnsDomain: clusterInfo.clusterDomain,
      },
      apiServer: {
        certSANs: listCertificateSans(options),
        extraArgs: renderArguments(apiServerArguments),
        extraVolumes: [
          renderHostVolume('encryption', encryptionDirectory),
          ...(hasAuditLog
            ? [
                renderHostVolume('audit-policy', auditDirectory),
                { name: 'audit-logs', hostPath: logDirectory, mountPath: logDirectory, pathType: 'DirectoryOrCreate' },
              ]
            : []),
        ],
      },
      controllerManager: { extraArgs: renderArguments({ ...controllerArguments, ...options.controllerManager }) },
      scheduler: { extraArgs: renderArguments({ ...controllerArguments, ...options.scheduler }) },
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'systemd',
      serverTLSBootstrap: true,
      seccompDefault: true,
      podPidsLimit: 4096,
      tlsCipherSuites: cipherSuites,
      ...(nodeDnsAddress === undefined ? {} : { clusterDNS: [nodeDnsAddress] }),
      ...options.kubelet,
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      clusterCIDR: listPodRanges(clusterInfo).join(','),
      ...(options.controlPlaneMetrics ? { metricsBindAddress: '0.0.0.0:10249' } : {}),
      ...options.kubeProxy,
    },
  ];
  return documents.map(formatYaml).join('---\n');
}

/**
 * Time for which an API server that ends is not ready, but still serves requests: the load balancer takes it out of service
 * meanwhile, HAProxy on the control planes within six seconds. kubelet ends it after 30 seconds at the latest.
 * @see https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ (shutdown-delay-duration)
 */
const shutdownDelaySeconds = 15;

/**
 * Cipher suites of TLS 1.2 that authenticate what they encrypt, those of the CIS benchmark; the suites of TLS 1.3 cannot be set.
 * @see https://pkg.go.dev/crypto/tls#pkg-constants
 */
const cipherSuites = ['ECDSA', 'RSA'].flatMap((algorithm) =>
  ['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'].map(
    (cipher) => `TLS_ECDHE_${algorithm}_WITH_${cipher}`,
  ),
);

/** It is for developers of Kubernetes; the CIS benchmark disables it. */
const withoutProfiling = { profiling: 'false' };

/** Renders arguments in the format of kubeadm. */
function renderArguments(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Renders a folder of the host that a static pod reads at the same path. */
function renderHostVolume(name: string, directory: string) {
  return { name, hostPath: directory, mountPath: directory, readOnly: true, pathType: 'DirectoryOrCreate' };
}

/** Returns the issuer whose tokens the API server accepts; undefined where nothing on the cluster is one. */
export function resolveOidcIssuer(
  { issuer }: NonNullable<OnPremOptions['oidc']>,
  { issuers, capabilities }: ClusterInfo,
): string | undefined {
  return issuer === undefined ? capabilities.identity?.issuer : (issuers[issuer] ?? issuer);
}
