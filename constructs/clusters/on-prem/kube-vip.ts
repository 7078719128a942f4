import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { images } from '../../images';
import { formatYaml } from '../../kubernetes/yaml';
import type { OnPremOptions } from './schema';

/**
 * Returns the manifest, as YAML, of the static pod of kube-vip on the control planes; an empty string if the endpoint
 * does not use kube-vip. The holder of a Lease adds the address to the network interface of its default route. kube-vip
 * uses the API server of its own host.
 * @see https://kube-vip.io/docs/installation/static/
 */
export function renderKubeVipPod(cluster: ClusterInfo, { endpoint }: Pick<OnPremOptions, 'endpoint'>): string {
  if (endpoint?.via !== 'kube-vip') return '';
  const environment = {
    address: endpoint.address,
    port: '6443',
    vip_arp: 'true',
    vip_subnet: endpoint.address.includes(':') ? '128' : '32',
    cp_enable: 'true',
    cp_namespace: 'kube-system',
    vip_leaderelection: 'true',
    vip_leasename: 'plndr-cp-lock',
    vip_leaseduration: '15',
    vip_renewdeadline: '10',
    vip_retryperiod: '2',
  };
  const kubeconfig = '/etc/kubernetes/admin.conf';
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'kube-vip', namespace: 'kube-system' },
    spec: {
      hostNetwork: true,
      priorityClassName: 'system-node-critical',
      // kube-vip connects to the host name `kubernetes`, which is in the API server's certificate on every host.
      hostAliases: [{ ip: '127.0.0.1', hostnames: ['kubernetes'] }],
      containers: [
        {
          name: 'kube-vip',
          image: resolveImage(cluster, images.kubeVip),
          imagePullPolicy: 'IfNotPresent',
          args: ['manager'],
          env: [
            ...Object.entries(environment).map(([name, value]) => ({ name, value })),
            { name: 'vip_nodename', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
          ],
          securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'], drop: ['ALL'] } },
          volumeMounts: [{ name: 'kubeconfig', mountPath: kubeconfig, readOnly: true }],
        },
      ],
      // Without the type File, kubelet creates a directory if the file does not exist yet.
      volumes: [{ name: 'kubeconfig', hostPath: { path: kubeconfig, type: 'File' } }],
    },
  };
  return formatYaml(pod);
}
