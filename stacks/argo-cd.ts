import type { Construct } from 'constructs';
import { addObject } from '../constructs/kubernetes/object';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { isChart, type ChartVersion, type ObjectRelease } from '../src/kinds/release';
import { releaseNames } from '../src/kinds/release-names';
import type { DeliveryStep } from './delivery-steps';

const apiVersion = 'argoproj.io/v1alpha1';
const inClusterServer = 'https://kubernetes.default.svc';

// The name without a path means the same, and the API server warns of it.
const finalizers = ['resources-finalizer.argocd.argoproj.io/foreground'];

/** How Argo CD of one cluster delivers. */
interface ArgoCdDelivery {
  readonly namespace: string;
  readonly repository: string;
  readonly revision: string;
  /** Folder of `dist` in the repository. */
  readonly folder: string;
  /** Charts are read as the manifests that `plinth render` made of them. */
  readonly usesRenderedManifests: boolean;
  /**
   * Terraform takes over. The Applications let go of what they brought: they sync no more, and nothing goes with them
   * when they are deleted.
   */
  readonly migratingToTerraform: boolean;
}

/** How Argo CD delivers to a cluster; undefined where it does not, and is not just leaving. */
export function tryGetArgoCdDelivery({ clusterInfo, deliveryMigration }: ClusterPlan): ArgoCdDelivery | undefined {
  const migratingToTerraform = deliveryMigration?.from === 'argo-cd';
  if (clusterInfo.delivery !== 'argo-cd' && !migratingToTerraform) return undefined;
  const {
    namespace = 'argocd',
    url = '',
    revision = 'HEAD',
    folder = 'dist',
  } = (migratingToTerraform ? deliveryMigration.previous.clusterInfo : clusterInfo).capabilities.delivery ?? {};
  return {
    namespace,
    repository: url,
    revision,
    folder,
    usesRenderedManifests: clusterInfo.charts === 'rendered',
    migratingToTerraform,
  };
}

/**
 * The Application that brings one release: the official chart in its pinned version with the values of the release's
 * folder, or the folder's own manifests.
 * @param wave releases of a lower one are healthy before those of a higher one begin
 */
export function addArgoCdApplication(
  scope: Construct,
  argoCd: ArgoCdDelivery,
  { release, folder }: DeliveryStep,
  wave: number,
): void {
  const { repository: repoURL, revision: targetRevision, migratingToTerraform } = argoCd;
  const path = `${argoCd.folder}/${folder}`;
  const values = { releaseName: release.name, valueFiles: [`$values/${path}/values.yaml`] };
  const sources =
    isChart(release) && !argoCd.usesRenderedManifests
      ? {
          sources: [
            { ...renderChartSource(release.chart), helm: values },
            { repoURL, targetRevision, ref: 'values' },
          ],
        }
      : { source: { repoURL, targetRevision, path, directory: { exclude: '{application,values}.yaml' } } };
  addObject(scope, release.name, {
    apiVersion,
    kind: 'Application',
    metadata: {
      name: release.name,
      namespace: argoCd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': String(wave) },
      ...(migratingToTerraform ? {} : { finalizers }),
    },
    spec: {
      project: 'platform',
      ...sources,
      destination: { server: inClusterServer, namespace: release.namespace },
      syncPolicy: migratingToTerraform ? {} : renderSyncPolicy({ prune: release.crds !== true }),
    },
  });
}

/**
 * What makes Argo CD find the rest: one Application of Applications for the components, whose waves keep their order,
 * and one ApplicationSet that finds the folders of tenants, so that no list names them.
 */
export function appOfAppsStep(plan: ClusterPlan, argoCd: ArgoCdDelivery): DeliveryStep {
  const release = appOfAppsRelease(plan, argoCd);
  const after = plan.releases.filter(({ phase }) => phase === 'bootstrap').map(({ name }) => name);
  const folder = `${plan.name}/components/${release.name}`;
  return { release, phase: 'bootstrap', after, folder, isTenantRelease: false, skipCrds: false };
}

function appOfAppsRelease(
  { name: cluster, clusterInfo, removedTenants }: ClusterPlan,
  argoCd: ArgoCdDelivery,
): ObjectRelease {
  const { namespace, repository: repoURL, revision, folder, migratingToTerraform } = argoCd;
  const addObjects = (scope: Construct) => {
    const made = (id: string, kind: string, spec: object) =>
      addObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace }, spec });
    made('platform', 'AppProject', {
      description: `Platform ${clusterInfo.platform} on cluster ${cluster}`,
      sourceRepos: ['*'],
      destinations: [{ server: inClusterServer, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    });
    // Without a finalizer: the Applications stay when Terraform takes this one away.
    made(releaseNames.components, 'Application', {
      project: 'platform',
      source: {
        repoURL,
        targetRevision: revision,
        path: `${folder}/${cluster}/components`,
        directory: { recurse: true, include: '*/application.yaml' },
      },
      destination: { server: inClusterServer, namespace },
      syncPolicy: renderSyncPolicy({ prune: !migratingToTerraform }),
    });
    made('tenants', 'ApplicationSet', {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      syncPolicy: {
        // A folder that is gone from Git takes a tenant away only in the change that asked for it.
        applicationsSync: removedTenants.length > 0 ? 'sync' : 'create-update',
        // It gives its Applications a finalizer of itself, unless told to preserve what they brought.
        preserveResourcesOnDeletion: migratingToTerraform,
      },
      generators: [{ git: { repoURL, revision, directories: [{ path: `${folder}/${cluster}/tenants/*` }] } }],
      template: {
        metadata: { name: releaseNames.tenant('{{.path.basename}}') },
        spec: {
          project: 'platform',
          source: { repoURL, targetRevision: revision, path: '{{.path.path}}' },
          destination: { server: inClusterServer },
          syncPolicy: migratingToTerraform ? {} : renderSyncPolicy({ prune: true }),
        },
      },
    });
  };
  return {
    name: releaseNames.argoCdApplications,
    namespace,
    podSecurity: 'restricted',
    objects: { 'objects.yaml': addObjects },
  };
}

function renderChartSource({ repository, name, version }: ChartVersion) {
  if (!repository.startsWith('oci://')) return { repoURL: repository, chart: name, targetRevision: version };
  return { repoURL: `${repository}/${name}`, path: '.', targetRevision: version };
}

function renderSyncPolicy({ prune }: { readonly prune: boolean }) {
  return {
    automated: { prune, selfHeal: true },
    retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
    // CRDs are too large for the annotation of client-side apply; resources of a CRD may come before it.
    syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true', 'CreateNamespace=false'],
  };
}

/** For each release the longest way to it: what depends on nothing is wave 0. */
export function resolveSyncWaves(steps: readonly DeliveryStep[]): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  for (const { release, after } of steps) {
    waves.set(release.name, Math.max(-1, ...after.map((name) => waves.get(name) ?? -1)) + 1);
  }
  return waves;
}
