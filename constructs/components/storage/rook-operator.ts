import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ChartRelease } from '../../../src/kinds/release';
import { charts } from './charts';
import { containerResources } from '../../kubernetes/container-resources';
import type { RookOptions } from './rook-options';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/** Returns the release of the Rook operator and of the Ceph CSI operator, both in chart rook-ceph. */
export function rookOperatorRelease({ name, operatorValues }: RookOptions, cluster: ClusterInfo): ChartRelease {
  const image = (repository: string) => ({ repository: resolveImage(cluster, repository) });
  const sidecar = (name: string) => image(`registry.k8s.io/sig-storage/csi-${name}`);
  return {
    name: `${name}-operator`,
    namespace: name,
    podSecurity: 'restricted',
    chart: charts.rookCeph,
    // For all pods of the namespace: jobs, whose labels differ, call the API server too.
    networkRules: { api: { egress: [{ peer: 'api-server' }] } },
    values: mergeHelmValues(
      {
        image: image('docker.io/rook/ceph'),
        containerSecurityContext: { allowPrivilegeEscalation: false, seccompProfile: { type: 'RuntimeDefault' } },
        csi: {
          cephcsi: image('quay.io/cephcsi/cephcsi'),
          registrar: sidecar('node-driver-registrar'),
          provisioner: sidecar('provisioner'),
          snapshotter: sidecar('snapshotter'),
          attacher: sidecar('attacher'),
          resizer: sidecar('resizer'),
          csiAddons: image('quay.io/csiaddons/k8s-sidecar'),
        },
        'ceph-csi-operator': {
          controllerManager: {
            manager: {
              image: image('quay.io/cephcsi/ceph-csi-operator'),
              env: { watchNamespace: name },
            },
            podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
          },
          kubernetesClusterDomain: cluster.clusterDomain,
        },
        monitoring: { enabled: tryGetEndpoint(cluster, 'metrics') !== undefined },
      },
      operatorValues,
    ),
  };
}

/**
 * Returns the release of the Ceph CSI drivers: a node plugin on every node and a controller plugin that creates
 * volumes.
 */
export function rookDriversRelease({ name, sharedVolumes, driverValues }: RookOptions): ChartRelease {
  const sidecarResources = containerResources({ cpuRequest: '10m', memoryRequest: '32Mi', memoryLimit: '256Mi' });
  const pluginResources = containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '1Gi' });
  const commonResources = {
    liveness: sidecarResources,
    addons: sidecarResources,
    logRotator: sidecarResources,
    plugin: pluginResources,
  };
  const driver = (type: string, enabled: boolean) => ({ enabled, name: `${name}.${type}.csi.ceph.com` });
  return {
    name: `${name}-drivers`,
    namespace: name,
    // The node plugins mount file systems on the nodes.
    podSecurity: 'privileged',
    chart: charts.cephCsiDrivers,
    after: [`${name}-operator`],
    networkRules: {
      provisioner: { podLabels: { app: `${name}.rbd.csi.ceph.com-ctrlplugin` }, egress: [{ peer: 'api-server' }] },
    },
    values: mergeHelmValues(
      {
        operatorConfig: {
          namespace: name,
          driverSpecDefaults: {
            imageSet: { name: 'rook-csi-operator-image-set-configmap' },
            nodePlugin: {
              priorityClassName: 'system-node-critical',
              resources: { ...commonResources, registrar: sidecarResources },
            },
            controllerPlugin: {
              priorityClassName: 'system-cluster-critical',
              replicas: 2,
              resources: {
                ...commonResources,
                attacher: sidecarResources,
                snapshotter: sidecarResources,
                resizer: sidecarResources,
                provisioner: sidecarResources,
                omapGenerator: sidecarResources,
              },
            },
          },
        },
        drivers: {
          rbd: driver('rbd', true),
          cephfs: driver('cephfs', sharedVolumes),
          nfs: driver('nfs', false),
          nvmeof: driver('nvmeof', false),
        },
      },
      driverValues,
    ),
  };
}
