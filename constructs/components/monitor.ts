import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import type { ObjectRelease } from '../../src/model/release';
import { drawPodMonitor } from './monitoring';

/** Pods whose metrics are to be read. */
export interface Monitored {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the container port. */
  readonly port: string;
}

/**
 * The release of the monitors of a component of the bootstrap, which cannot bring them itself: their CRDs come with the
 * platform. There is none where nothing provides `metrics`.
 */
export function monitorRelease(
  facts: ClusterFacts,
  release: { readonly name: string; readonly namespace: string },
  monitored: readonly Monitored[],
): readonly ObjectRelease[] {
  if (!tryGetEndpoint(facts, 'metrics')) return [];
  const { name, namespace } = release;
  const draw = (scope: Construct) => {
    for (const pods of monitored) drawPodMonitor(scope, { ...pods, namespace });
  };
  return [
    {
      name: `${name}-monitor`,
      namespace,
      podSecurity: 'restricted',
      phase: 'platform',
      objects: { 'objects.yaml': draw },
    },
  ];
}
