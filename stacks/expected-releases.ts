import { localChartVersion } from '../constructs/terraform/helm-release';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import type { Delivery } from '../src/kinds/cluster-info';
import { isChartRelease } from '../src/kinds/release';
import { listAllSteps } from './argo-cd';
import { tryGenerateLocalChart } from './local-chart';
import { renderManifestFiles, renderPlainFiles } from './manifest-files';

/** Release as the definition requires it on a cluster. */
export interface ExpectedRelease {
  /** Name of the Helm release, or of the Application of Argo CD. */
  readonly name: string;
  readonly namespace: string;
  /** What delivers it. */
  readonly delivery: Delivery;
  /** Version of its chart; of a generated chart, it contains the digest of the objects. */
  readonly chartVersion: string;
  /** Values of an official chart. @default the chart is generated */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Objects of a generated chart. @default the chart has its own templates: Helm's record has the objects */
  readonly objects?: readonly object[];
}

/** Lists the releases that the definition requires on a cluster, in the order of apply. */
export function listExpectedReleases(cluster: ClusterPlan): readonly ExpectedRelease[] {
  if (cluster.removed) return [];
  return listAllSteps(cluster).flatMap(({ release, phase }): readonly ExpectedRelease[] => {
    const { name, namespace } = release;
    const delivery = phase === 'bootstrap' ? 'terraform' : cluster.clusterInfo.delivery;
    if (isChartRelease(release))
      return [{ name, namespace, delivery, chartVersion: release.chart.version, values: release.values }];
    // Argo CD installs the CRDs in a chart's `crds` folder with the chart.
    if ('crdChart' in release && delivery === 'argo-cd') return [];
    const manifests = renderManifestFiles(release);
    const digest = tryGenerateLocalChart(release, renderPlainFiles(release, manifests))?.chart.digest ?? '';
    const objects = manifests.flatMap((file) => file.objects);
    const expected = { name, namespace, delivery, chartVersion: localChartVersion(digest) };
    return ['crdChart' in release ? expected : { ...expected, objects }];
  });
}
