import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { kubernetesVersions, type KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { formatYaml } from '../../kubernetes/yaml';
import { renderExternalEtcd, formatUrlHost } from './etcd';
import type { OnPremOptions } from './schema';

/** Host and port of the API, as `host:port`; undefined where the one control plane is reached by its own address. */
export function controlPlaneEndpoint({ endpoint }: OnPremOptions): string | undefined {
  if (!endpoint) return undefined;
  // HAProxy stands on the control planes, where the API has taken 6443.
  return `${formatUrlHost(endpoint.address)}:${endpoint.port ?? (endpoint.via === 'keepalived' ? 8443 : 6443)}`;
}

/** Names of the API in its certificate, beside those that kubeadm puts there by itself. */
export function listCertificateSans({ endpoint, certificateNames: more }: OnPremOptions): readonly string[] {
  return [...(endpoint ? [endpoint.address] : []), ...more];
}

/** The full version of Kubernetes that a cluster gets. */
export function resolveKubernetesVersion({ kubernetes }: ClusterInfo, { patch }: OnPremOptions): string {
  return patch ?? kubernetesVersions[kubernetes as KubernetesVersion];
}

/**
 * What kubeadm shall know of the whole cluster, as YAML documents.
 * @see https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/
 */
export function renderKubeadmConfiguration(
  { name, clusterInfo }: ClusterPlan,
  options: OnPremOptions,
  version: string,
): string {
  const { oidc, auditPolicy } = options;
  const endpoint = controlPlaneEndpoint(options);
  const audit = '/etc/kubernetes/audit';
  const logs = '/var/log/kubernetes';
  const apiArguments = {
    ...(oidc && {
      'oidc-issuer-url': clusterInfo.issuers[oidc.issuer] ?? oidc.issuer,
      'oidc-client-id': oidc.clientId,
      'oidc-username-claim': oidc.usernameClaim,
      'oidc-groups-claim': oidc.groupsClaim,
    }),
    ...(auditPolicy && {
      'audit-policy-file': `${audit}/policy.yaml`,
      'audit-log-path': `${logs}/audit.log`,
      'audit-log-maxage': '30',
      'audit-log-maxbackup': '10',
      'audit-log-maxsize': '100',
    }),
    ...options.apiServer,
  };
  const documents = [
    {
      apiVersion: 'kubeadm.k8s.io/v1beta4',
      kind: 'ClusterConfiguration',
      clusterName: name,
      kubernetesVersion: `v${version}`,
      ...(endpoint === undefined ? {} : { controlPlaneEndpoint: endpoint }),
      ...(options.imageRepository === undefined ? {} : { imageRepository: options.imageRepository }),
      ...renderExternalEtcd(options),
      networking: {
        podSubnet: clusterInfo.podCidr,
        serviceSubnet: clusterInfo.serviceCidr,
        dnsDomain: clusterInfo.clusterDomain,
      },
      apiServer: {
        certSANs: listCertificateSans(options),
        extraArgs: Object.entries(apiArguments).map(([argument, value]) => ({ name: argument, value })),
        ...(auditPolicy && {
          extraVolumes: [
            { name: 'audit-policy', hostPath: audit, mountPath: audit, readOnly: true, pathType: 'DirectoryOrCreate' },
            { name: 'audit-logs', hostPath: logs, mountPath: logs, pathType: 'DirectoryOrCreate' },
          ],
        }),
      },
    },
    {
      apiVersion: 'kubelet.config.k8s.io/v1beta1',
      kind: 'KubeletConfiguration',
      cgroupDriver: 'systemd',
      ...options.kubelet,
    },
    {
      apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
      kind: 'KubeProxyConfiguration',
      clusterCIDR: clusterInfo.podCidr,
      ...options.kubeProxy,
    },
  ];
  return documents.map(formatYaml).join('---\n');
}
