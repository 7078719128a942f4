import type { StorageClass } from 'kubernetes-types/storage/v1';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import { addObject } from '../../kubernetes/object';
import { getAwsCloud, tryGetAwsCloud } from '../cloud/aws-cloud';
import { listNodeGroups } from '../cloud/cluster-references';
import { checkRequiresAws } from '../cloud/requires-aws';
import { driverSchema, tryGetAddOnSettings } from '../eks/add-on-options';
import { addAddOn } from '../eks/add-ons';

/**
 * Encrypted volumes of Amazon EBS: the StorageClass `gp3`, and the driver as an add-on that EKS manages, unless another
 * component installs it. An existing cluster has the driver already.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
 * @example
 * ebs()
 */
export const ebs = componentKind({
  kind: 'ebs',
  summary: 'Volumes of Amazon EBS.',
  schema: z.strictObject({
    driver: driverSchema,
    onRemoval: z
      .enum(['delete', 'retain'])
      .default('delete')
      .describe('whether a volume is deleted with its PersistentVolumeClaim'),
  }),
  validate: ({ driver }, cluster) => [
    ...checkRequiresAws('ebs', cluster),
    ...(typeof driver === 'object' && tryGetAwsCloud(cluster)?.existing
      ? [
          error(
            ['driver'],
            undefined,
            'has no effect: Plinth installs no add-ons on an existing cluster',
            'remove it, and install the driver with the cluster',
          ),
        ]
      : []),
  ],
  provides: () => ({ storage: { endpoint: { classes: { gp3: { default: true } } } } }),
  terraformReleases: ({ name, driver }, cluster) => {
    const settings = tryGetAddOnSettings(driver);
    if (!settings || tryGetAwsCloud(cluster)?.existing) return [];
    return [
      {
        name,
        stack: tryGetAwsCloud(cluster)?.nodeStack ?? 'infrastructure',
        add: (scope) => {
          addAddOn(scope, 'aws-ebs-csi-driver', cluster, {
            settings,
            region: getAwsCloud(cluster).region,
            identity: {
              serviceAccount: { namespace: 'kube-system', name: 'ebs-csi-controller-sa' },
              managedPolicy: 'service-role/AmazonEBSCSIDriverPolicy',
            },
            dependsOn: listNodeGroups(cluster),
          });
        },
      },
    ];
  },
  releases: ({ name, onRemoval }, cluster) => [
    {
      name,
      namespace: 'kube-system',
      podSecurity: 'privileged',
      objects: {
        'objects.yaml': (scope) => {
          addObject<StorageClass>(scope, 'gp3', {
            apiVersion: 'storage.k8s.io/v1',
            kind: 'StorageClass',
            metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
            provisioner: 'ebs.csi.aws.com',
            parameters: { type: 'gp3', encrypted: 'true', kmsKeyId: getAwsCloud(cluster).volumeKey },
            reclaimPolicy: onRemoval === 'retain' ? 'Retain' : 'Delete',
            volumeBindingMode: 'WaitForFirstConsumer',
            allowVolumeExpansion: true,
          });
        },
      },
    },
  ],
});
