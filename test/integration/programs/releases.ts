import type { Construct } from 'constructs';
import { kinds } from '../../../constructs/kinds';
import type { AnyComponentKind } from '../../../src/kinds/component-kind';
import { isChart } from '../../../src/kinds/release';
import { synthesizeObjects } from '../../support/rendered';
import { clusters } from '../../support/contract-clusters';
import { optionSets } from '../../support/contract-options';
import type { KubernetesObject } from '../cluster/api';
import { findChart } from '../cluster/charts';
import { parseObjects } from '../cluster/output';
import { newestKubernetes } from '../../../tools/catalogue';
import { render } from '../charts/render';

/** What one kind of component makes with some options on a cluster that has everything. */
export interface Made {
  readonly kind: string;
  /** `loki {"storageGiB":0}` */
  readonly label: string;
  readonly objects: readonly KubernetesObject[];
  /** Its charts were at hand. */
  readonly whole: boolean;
}

/** What every kind, or only some, makes with each of the contract's sets of options; charts that are not at hand are left out, and named. */
export async function makeAll(
  scratch: string,
  only: readonly string[] | undefined,
): Promise<{ readonly made: readonly Made[]; readonly missing: readonly string[] }> {
  const cluster = clusters['a cluster with all capabilities'];
  if (!cluster) throw new Error("there is no 'a cluster with all capabilities' in test/support/contract-clusters.ts");
  const made: Made[] = [];
  const missing = new Set<string>();
  for (const kind of kinds.filter(
    ({ type, kind }) => type === 'component' && (only?.includes(kind) ?? true),
  ) as readonly AnyComponentKind[])
    for (const options of optionSets[kind.kind] ?? [{}]) {
      const label = `${kind.kind} ${JSON.stringify(options)}`;
      const releases = kind.releases(options as never, cluster);
      const charts = releases.filter(isChart).filter(({ crds }) => !crds);
      const absent = charts.filter(({ chart }) => findChart(chart) === undefined);
      for (const { chart } of absent) missing.add(`${chart.name} ${chart.version}`);
      const objects = releases.flatMap((release) =>
        'objects' in release ? Object.values(release.objects).flatMap((draw) => objectsOf(draw)) : [],
      );
      for (const release of charts.filter((chart) => !absent.includes(chart))) {
        const one = { label, release };
        objects.push(...parseObjects(await render(one, newestKubernetes, scratch), label));
      }
      made.push({ kind: kind.kind, label, objects, whole: absent.length === 0 });
    }
  return { made, missing: [...missing].sort() };
}

function objectsOf(draw: (scope: Construct) => void): readonly KubernetesObject[] {
  return synthesizeObjects(draw) as unknown as readonly KubernetesObject[];
}

/** What a ConfigMap of some objects holds under a key. Throws where none has it. */
export function fileOf({ label, objects }: Made, key: string): string {
  for (const { kind, data } of objects) {
    const text = kind === 'ConfigMap' ? (data as Record<string, string> | undefined)?.[key] : undefined;
    if (text !== undefined) return text;
  }
  throw new Error(`${label}: no ConfigMap has a file ${key}`);
}
