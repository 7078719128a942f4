import type { Construct } from 'constructs';
import { addObject } from '../constructs/kubernetes/object';
import type { AddedItems } from '../src/kinds/added-items';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { isChartRelease, type ChartVersion, type ObjectRelease } from '../src/kinds/release';
import { releaseNames } from '../src/kinds/release-names';
import { listDeliverySteps, type DeliveryStep } from './delivery-steps';

const apiVersion = 'argoproj.io/v1alpha1';

/** URL under which Argo CD registers the cluster that it runs on. */
const inClusterServer = 'https://kubernetes.default.svc';

// Argo CD also accepts the name without a path, but the API server warns about it.
const finalizers = ['resources-finalizer.argocd.argoproj.io/foreground'];

/** How Argo CD delivers to its cluster. */
interface ArgoCdDelivery {
  readonly namespace: string;
  /** URL of the Git repository with the output. */
  readonly repository: string;
  /** Branch or tag. */
  readonly revision: string;
  /** Path of `dist` in the repository. */
  readonly folder: string;
  /** Charts are deployed as the manifests that `plinth render` rendered from them. */
  readonly usesRenderedManifests: boolean;
  /**
   * The delivery changes from Argo CD to Terraform: Applications no longer sync, and deleting one does not delete its
   * resources.
   */
  readonly migratingToTerraform: boolean;
  /** Items that the infrastructure adds to lists in objects. */
  readonly addedItems: readonly AddedItems[];
}

/** Returns how Argo CD delivers to a cluster; undefined unless the cluster uses Argo CD or is migrating from it. */
export function tryGetArgoCdDelivery({
  clusterInfo,
  deliveryMigration,
  addedItems,
}: ClusterPlan): ArgoCdDelivery | undefined {
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
    addedItems,
  };
}

/**
 * Adds the Application of one release: the official chart in its pinned version with the values in the release's folder,
 * or the manifests in that folder.
 * @param wave sync wave: it starts when all Applications of lower waves are healthy
 */
export function addArgoCdApplication(
  scope: Construct,
  argoCd: ArgoCdDelivery,
  { release, folder }: DeliveryStep,
  wave: number,
): void {
  const { repository: repoURL, revision: targetRevision, migratingToTerraform, addedItems } = argoCd;
  const path = `${argoCd.folder}/${folder}`;
  const values = { releaseName: release.name, valueFiles: [`$values/${path}/values.yaml`] };
  const sources =
    isChartRelease(release) && !argoCd.usesRenderedManifests
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
      ...(addedItems.length === 0 ? {} : { ignoreDifferences: addedItems.flatMap(renderIgnoredItems) }),
      syncPolicy: migratingToTerraform ? {} : renderSyncPolicy({ prune: release.crds !== true }),
    },
  });
}

/** Returns all releases of a cluster in the order of apply, and on a cluster that Argo CD delivers to, the app of apps. */
export function listAllSteps(cluster: ClusterPlan): readonly DeliveryStep[] {
  const argoCd = tryGetArgoCdDelivery(cluster);
  return [...listDeliverySteps(cluster), ...(argoCd && !cluster.removed ? [appOfAppsStep(cluster, argoCd)] : [])];
}

/**
 * Returns the step that delivers the app of apps: one Application for the Applications of components, and one
 * ApplicationSet that generates an Application for each folder of a tenant.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/cluster-bootstrapping/#app-of-apps-pattern
 */
function appOfAppsStep(plan: ClusterPlan, argoCd: ArgoCdDelivery): DeliveryStep {
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
    const add = (id: string, kind: string, spec: object) =>
      addObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace }, spec });
    add('platform', 'AppProject', {
      description: `Platform ${clusterInfo.platform} on cluster ${cluster}`,
      sourceRepos: ['*'],
      destinations: [{ server: inClusterServer, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    });
    // Without a finalizer, so that the Applications remain when Terraform deletes this one.
    add(releaseNames.components, 'Application', {
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
    add('tenants', 'ApplicationSet', {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      syncPolicy: {
        // The Application of a missing folder is deleted only by a change that removes a tenant on purpose.
        applicationsSync: removedTenants.length > 0 ? 'sync' : 'create-update',
        // Otherwise Applications get a finalizer that deletes their resources.
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

/**
 * Returns what Argo CD ignores when it compares objects: the added items only, so that it still finds and syncs changes of the
 * other items in the list.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/diffing/#application-level-configuration
 */
function renderIgnoredItems({ group, kinds, list, where }: AddedItems): readonly object[] {
  const renderField = (name: string) => `.${/^[a-z_]\w*$/i.test(name) ? name : JSON.stringify(name)}`;
  const path = list.map((name) => (name === '*' ? '[]?' : renderField(name))).join('');
  const isAdded = where.values.map((value) => `${renderField(where.field)} == ${JSON.stringify(value)}`).join(' or ');
  return kinds.map((kind) => ({ group, kind, jqPathExpressions: [`${path}[]? | select(${isAdded})`] }));
}

function renderSyncPolicy({ prune }: { readonly prune: boolean }) {
  return {
    automated: { prune, selfHeal: true },
    // Unlimited: after the last retry, nothing is tried again before the next commit. With `refresh`, a retry takes the
    // newest commit instead of the one that failed.
    retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
    // CRDs exceed the annotation of client-side apply; a dry run fails for a resource whose CRD is not installed yet.
    syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true', 'CreateNamespace=false'],
  };
}

/**
 * Returns the sync wave of each release: 0 without dependencies, otherwise one more than the highest of its dependencies.
 * Argo CD installs the CRDs in a chart's `crds` folder with the chart. Custom resources that such a chart depends on are
 * therefore in the same wave: they are tried again until the chart has installed their CRDs.
 */
export function resolveSyncWaves(steps: readonly DeliveryStep[]): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  const releases = new Map(steps.map(({ release }) => [release.name, release]));
  for (const { release, after, skipCrds } of steps) {
    const ownObjects = after.filter((name) => {
      const dependency = releases.get(name);
      return skipCrds && dependency && 'objects' in dependency && dependency.namespace === release.namespace;
    });
    const waveOf = (name: string) => waves.get(name) ?? -1;
    const wave = Math.max(-1, ...after.filter((name) => !ownObjects.includes(name)).map(waveOf)) + 1;
    waves.set(release.name, Math.max(wave, ...ownObjects.map(waveOf)));
  }
  return waves;
}
