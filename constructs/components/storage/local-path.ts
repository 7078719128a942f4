import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Pod, ServiceAccount } from 'kubernetes-types/core/v1';
import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import type { StorageClass } from 'kubernetes-types/storage/v1';
import { z } from 'zod';
import { resolveImage } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { addObject } from '../../kubernetes/object';

/**
 * Rancher's local-path provisioner: a volume is a directory of the node that its pod runs on. Such volumes are fast and
 * simple, and are lost with the node. The provisioner is not published as a Helm chart, so this kind creates its
 * objects.
 * @see https://github.com/rancher/local-path-provisioner
 * @example
 * localPath({ path: '/srv/volumes' })
 */
export const localPath = componentKind({
  kind: 'local-path',
  summary: 'Volumes in a local directory of the node.',
  schema: z.strictObject({
    path: z
      .string()
      .regex(/^\/.+/, 'is not an absolute path: write one such as /srv/volumes')
      .default('/opt/local-path-provisioner')
      .describe('directory of each node in which volumes are created'),
    defaultClass: z.boolean().default(true).describe('make its StorageClass the default StorageClass of the cluster'),
    keepVolumes: z.boolean().default(false).describe('retain a volume when its PersistentVolumeClaim is deleted'),
  }),
  requires: () => ['network'],
  provides: ({ name, defaultClass }) => ({
    storage: { endpoint: { namespace: name, classes: { [name]: { default: defaultClass } } } },
  }),
  releases: ({ name, ...options }, cluster) => [
    {
      name,
      namespace: name,
      // The helper pods, which create and delete the directories, mount a hostPath.
      podSecurity: 'privileged',
      images: [images.localPathProvisioner, images.busybox],
      networkRules: { all: { egress: [{ peer: 'api-server' }] } },
      objects: {
        'objects.yaml': (scope) => {
          const props = {
            ...options,
            name,
            image: resolveImage(cluster, images.localPathProvisioner),
            helperImage: resolveImage(cluster, images.busybox),
          };
          addRbac(scope, name);
          addProvisioner(scope, props);
          addStorageClass(scope, props);
        },
      },
    },
  ],
});

interface ProvisionerProps {
  readonly name: string;
  readonly path: string;
  readonly defaultClass: boolean;
  readonly keepVolumes: boolean;
  readonly image: string;
  readonly helperImage: string;
}

function addRbac(scope: Construct, name: string): void {
  const metadata = { name, namespace: name };
  const apiVersion = 'rbac.authorization.k8s.io/v1';
  const subjects = [{ kind: 'ServiceAccount', name, namespace: name }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const readVerbs = ['get', 'list', 'watch'];
  const writeVerbs = [...readVerbs, 'create', 'patch', 'update', 'delete'];
  addObject<ServiceAccount>(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  addObject<ClusterRole>(scope, 'cluster-role', {
    apiVersion,
    kind: 'ClusterRole',
    metadata: { name },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: readVerbs },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...readVerbs, 'update'] },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: writeVerbs },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: readVerbs },
    ],
  });
  addObject<ClusterRoleBinding>(scope, 'cluster-role-binding', {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    subjects,
    roleRef: roleRef('ClusterRole'),
  });
  addObject<Role>(scope, 'role', {
    apiVersion,
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: writeVerbs },
      { apiGroups: [''], resources: ['configmaps', 'pods/log'], verbs: readVerbs },
    ],
  });
  addObject<RoleBinding>(scope, 'role-binding', {
    apiVersion,
    kind: 'RoleBinding',
    metadata,
    subjects,
    roleRef: roleRef('Role'),
  });
}

function addProvisioner(scope: Construct, { name, path, image, helperImage }: ProvisionerProps): void {
  const metadata = { name, namespace: name };
  const labels = { 'app.kubernetes.io/name': name };
  const configMapName = 'local-path-config';
  addObject<ConfigMap>(scope, 'config', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, name: configMapName },
    data: {
      'config.json': JSON.stringify({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [path] }] }),
      setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
      teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
      'helperPod.yaml': JSON.stringify(renderHelperPod(helperImage)),
    },
  });
  addObject<Deployment>(scope, 'deployment', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: name,
          securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'provisioner',
              image,
              command: ['local-path-provisioner', 'start', '--config', '/etc/config/config.json'],
              args: [
                ...['--service-account-name', name, '--provisioner-name', provisionerName(name)],
                ...['--helper-image', helperImage, '--configmap-name', configMapName],
              ],
              env: [
                { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
                { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
              ],
              volumeMounts: [{ name: 'config', mountPath: '/etc/config/' }],
              resources: containerResources({ cpuRequest: '20m', memoryRequest: '32Mi', memoryLimit: '128Mi' }),
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
          volumes: [{ name: 'config', configMap: { name: configMapName } }],
        },
      },
    },
  });
}

/** Renders the template of the pods that create and delete the directory of a volume on its node. */
function renderHelperPod(image: string): Pod {
  const resources = containerResources({ cpuRequest: '10m', memoryRequest: '16Mi', memoryLimit: '64Mi' });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'helper-pod' },
    spec: {
      priorityClassName: 'system-node-critical',
      tolerations: [{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      containers: [{ name: 'helper-pod', image, resources }],
    },
  };
}

function addStorageClass(scope: Construct, { name, defaultClass, keepVolumes }: ProvisionerProps): void {
  addObject<StorageClass>(scope, 'class', {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: {
      name,
      annotations: { 'storageclass.kubernetes.io/is-default-class': String(defaultClass) },
    },
    provisioner: provisionerName(name),
    volumeBindingMode: 'WaitForFirstConsumer',
    reclaimPolicy: keepVolumes ? 'Retain' : 'Delete',
    allowVolumeExpansion: true,
  });
}

/** Returns a provisioner name per component, so that two of them do not both serve one StorageClass. */
function provisionerName(name: string): string {
  return `rancher.io/${name}`;
}
