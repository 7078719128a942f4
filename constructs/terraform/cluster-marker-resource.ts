import { ConfigMapV1 } from '@cdktf/provider-kubernetes/lib/config-map-v1';
import { Construct } from 'constructs';
import { markerLabels, markerName, markerNamespace, type ClusterMarker } from '../../src/kinds/cluster-marker';
import type { TerraformDependable } from '../../src/kinds/bound-cluster';
import type { Phase } from '../../src/kinds/release';
import { escapeTemplateSequences } from './template-sequences';

/** Properties of a `ClusterMarkerResource`. */
export interface ClusterMarkerResourceProps {
  readonly marker: ClusterMarker;
  /** Phase of the stack that writes it. */
  readonly phase: Phase;
  /** Resources that must be applied before. */
  readonly dependsOn: readonly TerraformDependable[];
}

/**
 * The ConfigMap with the marker of a cluster. Terraform writes it after the resources that it depends on, and deletes it
 * before them.
 * @example
 * new ClusterMarkerResource(stack, 'Marker', {
 *   marker: { platform: 'acme', cluster: 'dc1', digest: '0'.repeat(64), plinth: '0.1.0' },
 *   phase: 'platform',
 *   dependsOn: [],
 * });
 */
export class ClusterMarkerResource extends Construct {
  constructor(scope: Construct, id: string, { marker, phase, dependsOn }: ClusterMarkerResourceProps) {
    super(scope, id);
    const configMap = new ConfigMapV1(this, 'Default', {
      metadata: { name: markerName(phase), namespace: markerNamespace, labels: { ...markerLabels } },
      data: Object.fromEntries(
        Object.entries<string>({ ...marker }).map(([key, value]) => [key, escapeTemplateSequences(value)]),
      ),
      dependsOn: [...dependsOn],
    });
    // The resource's address in the state must not depend on its place in the construct tree.
    configMap.overrideLogicalId('plinth');
  }
}
