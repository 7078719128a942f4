import {
  KubeClusterRole,
  KubeClusterRoleBinding,
  KubeConfigMap,
  KubeDeployment,
  KubeRole,
  KubeRoleBinding,
  KubeServiceAccount,
  KubeStorageClass,
  Quantity,
} from 'cdk8s-plus-28/lib/imports/k8s';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';

/**
 * Volumes that are folders of the node that a pod runs on: fast and simple, and gone with the node. Its chart is in no
 * chart repository, so that its objects are drawn here.
 * @see https://github.com/rancher/local-path-provisioner
 * @example
 * localPath({ path: '/srv/volumes' })
 */
export const localPath = componentKind({
  kind: 'local-path',
  summary: 'Volumes that are folders of the nodes.',
  schema: z.strictObject({
    path: z
      .string()
      .regex(/^\/.+/, 'not a folder: write one such as /srv/volumes')
      .default('/opt/local-path-provisioner')
      .describe('folder of every node that volumes are made in'),
    defaultClass: z.boolean().default(true).describe('serve claims that name no class'),
    keepVolumes: z.boolean().default(false).describe('keep a volume when its claim is deleted'),
  }),
  requires: () => ['network'],
  provides: ({ name, defaultClass }) => ({
    storage: { namespace: name, classes: { [name]: { default: defaultClass } } },
  }),
  releases: ({ name, ...options }, cluster) => [
    {
      name,
      namespace: name,
      // The pods that make and delete the folders mount the path of the node.
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
  const subjects = [{ kind: 'ServiceAccount', name, namespace: name }];
  const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name });
  const read = ['get', 'list', 'watch'];
  const write = [...read, 'create', 'patch', 'update', 'delete'];
  new KubeServiceAccount(scope, 'account', { metadata });
  new KubeClusterRole(scope, 'cluster-role', {
    metadata: { name },
    rules: [
      { apiGroups: [''], resources: ['nodes'], verbs: read },
      { apiGroups: [''], resources: ['persistentvolumeclaims'], verbs: [...read, 'update'] },
      { apiGroups: [''], resources: ['persistentvolumes'], verbs: write },
      { apiGroups: [''], resources: ['events'], verbs: ['create', 'patch'] },
      { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: read },
    ],
  });
  new KubeClusterRoleBinding(scope, 'cluster-role-binding', {
    metadata: { name },
    subjects,
    roleRef: roleRef('ClusterRole'),
  });
  new KubeRole(scope, 'role', {
    metadata,
    rules: [
      { apiGroups: [''], resources: ['pods'], verbs: write },
      { apiGroups: [''], resources: ['configmaps', 'pods/log'], verbs: read },
    ],
  });
  new KubeRoleBinding(scope, 'role-binding', { metadata, subjects, roleRef: roleRef('Role') });
}

function addProvisioner(scope: Construct, { name, path, image, helperImage }: ProvisionerProps): void {
  const metadata = { name, namespace: name };
  const labels = { 'app.kubernetes.io/name': name };
  const config = 'local-path-config';
  const helperPod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'helper-pod' },
    spec: {
      priorityClassName: 'system-node-critical',
      tolerations: [{ key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' }],
      containers: [{ name: 'helper-pod', image: helperImage, resources: containerResources('10m', '16Mi', '64Mi') }],
    },
  };
  new KubeConfigMap(scope, 'config', {
    metadata: { ...metadata, name: config },
    data: {
      'config.json': JSON.stringify({ nodePathMap: [{ node: 'DEFAULT_PATH_FOR_NON_LISTED_NODES', paths: [path] }] }),
      setup: '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
      teardown: '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
      'helperPod.yaml': JSON.stringify(helperPod),
    },
  });
  const { requests, limits } = containerResources('20m', '32Mi', '128Mi');
  new KubeDeployment(scope, 'deployment', {
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
                ...['--helper-image', helperImage, '--configmap-name', config],
              ],
              env: [
                { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
                { name: 'CONFIG_MOUNT_PATH', value: '/etc/config/' },
              ],
              volumeMounts: [{ name: 'config', mountPath: '/etc/config/' }],
              resources: {
                requests: { cpu: Quantity.fromString(requests.cpu), memory: Quantity.fromString(requests.memory) },
                limits: { memory: Quantity.fromString(limits.memory) },
              },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            },
          ],
          volumes: [{ name: 'config', configMap: { name: config } }],
        },
      },
    },
  });
}

function addStorageClass(scope: Construct, { name, defaultClass, keepVolumes }: ProvisionerProps): void {
  new KubeStorageClass(scope, 'class', {
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

/** Each makes volumes of its own class only. */
function provisionerName(name: string): string {
  return `rancher.io/${name}`;
}
