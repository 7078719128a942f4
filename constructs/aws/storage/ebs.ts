import type { StorageClass } from 'kubernetes-types/storage/v1';
import { z } from 'zod';
import { componentKind } from '../../../src/kinds/component-kind';
import { addObject } from '../../kubernetes/object';
import { getAwsCloud, tryGetAwsCloud } from '../cloud/aws-cloud';
import { nodeGroupId } from '../cloud/cluster-references';
import { checkRequiresAws } from '../cloud/requires-aws';
import { addAddOn } from '../eks/add-ons';

/**
 * Encrypted volumes of Amazon EBS: the StorageClass `gp3`, and the driver as an add-on that EKS manages. An existing cluster
 * has the driver already.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/ebs-csi.html
 * @example
 * ebs()
 */
export const ebs = componentKind({
  kind: 'ebs',
  summary: 'Volumes of Amazon EBS.',
  schema: z.strictObject({
    onRemoval: z
      .enum(['delete', 'retain'])
      .default('delete')
      .describe('whether a volume is deleted with its PersistentVolumeClaim'),
  }),
  validate: (_, cluster) => checkRequiresAws('ebs', cluster),
  provides: () => ({ storage: { endpoint: { classes: { gp3: { default: true } } } } }),
  terraformReleases: ({ name }, cluster) =>
    tryGetAwsCloud(cluster)?.existing
      ? []
      : [
          {
            name,
            stack: 'infrastructure',
            add: (scope) => {
              addAddOn(scope, 'aws-ebs-csi-driver', cluster, {
                region: getAwsCloud(cluster).region,
                identity: {
                  serviceAccount: { namespace: 'kube-system', name: 'ebs-csi-controller-sa' },
                  managedPolicy: 'service-role/AmazonEBSCSIDriverPolicy',
                },
                dependsOn: (cluster.nodePools ?? []).map((pool) => ({
                  fqn: `aws_eks_node_group.${nodeGroupId(pool.name)}`,
                })),
              });
            },
          },
        ],
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
