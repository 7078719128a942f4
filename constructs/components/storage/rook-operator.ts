import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ChartRelease } from '../../../src/kinds/release';
import { charts } from './charts';
import { containerResources } from '../../kubernetes/container-resources';
import type { RookOptions } from './rook-options';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/** Rook itself, and the operator of the drivers that its chart brings. */
export function rookOperatorRelease({ name, operatorValues }: RookOptions, cluster: ClusterInfo): ChartRelease {
  const image = (repository: string) => ({ repository: resolveImage(cluster, repository) });
  const sidecar = (called: string) => image(`registry.k8s.io/sig-storage/csi-${called}`);
  return {
    name: `${name}-operator`,
    namespace: name,
    podSecurity: 'restricted',
    chart: charts.rookCeph,
    // Its jobs, whose labels differ, tell the API what they found.
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

/** What lets kubelets mount: a plugin on each node, and one that makes volumes. */
export function rookDriversRelease({ name, sharedVolumes, driverValues }: RookOptions): ChartRelease {
  const small = containerResources('10m', '32Mi', '256Mi');
  const plugin = containerResources('50m', '128Mi', '1Gi');
  const both = { liveness: small, addons: small, logRotator: small, plugin };
  const driver = (type: string, enabled: boolean) => ({ enabled, name: `${name}.${type}.csi.ceph.com` });
  return {
    name: `${name}-drivers`,
    namespace: name,
    // Its pods mount file systems on the nodes.
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
            nodePlugin: { priorityClassName: 'system-node-critical', resources: { ...both, registrar: small } },
            controllerPlugin: {
              priorityClassName: 'system-cluster-critical',
              replicas: 2,
              resources: {
                ...both,
                ...{ attacher: small, snapshotter: small, resizer: small, provisioner: small, omapGenerator: small },
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
