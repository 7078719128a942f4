import type { Phase } from './release';

/**
 * Namespace of the markers. It exists on every cluster before anything is deployed, and no tenant may write to it.
 */
export const markerNamespace = 'kube-system';

/** Labels by which the markers of a cluster are found. */
export const markerLabels = {
  'app.kubernetes.io/managed-by': 'plinth',
  'app.kubernetes.io/component': 'marker',
} as const;

/**
 * Marker of a cluster: the data of a ConfigMap that Terraform writes after everything else. It records which definition
 * was applied last.
 */
export interface ClusterMarker {
  /** Name of the platform. */
  readonly platform: string;
  /** Name of the cluster in the definition. */
  readonly cluster: string;
  /** `digest` of the cluster's plan. */
  readonly digest: string;
  /** Version of Plinth that generated the stack. */
  readonly plinth: string;
}

/**
 * Returns the name of the marker that the stack of a phase writes. The names differ, because each stack can create only
 * what no other stack has in its state: when the delivery of a cluster changes, another stack writes the marker.
 */
export function markerName(phase: Phase): string {
  return `plinth-${phase}`;
}
