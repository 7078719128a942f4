import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../src/model/cluster-plan';
import { isChart, type ChartVersion, type ObjectRelease } from '../src/model/release';
import { releaseNames } from '../src/model/release-names';
import type { Step } from './steps';

const apiVersion = 'argoproj.io/v1alpha1';
const destination = 'https://kubernetes.default.svc';

// The name without a path means the same, and the API server warns of it.
const finalizers = ['resources-finalizer.argocd.argoproj.io/foreground'];

/** How Argo CD of one cluster delivers. */
interface ArgoCd {
  readonly namespace: string;
  readonly repository: string;
  readonly revision: string;
  /** Folder of `dist` in the repository. */
  readonly folder: string;
  /** Charts are read as the manifests that `plinth render` made of them. */
  readonly rendered: boolean;
  /**
   * Terraform takes over. The Applications let go of what they brought: they sync no more, and nothing goes with them
   * when they are deleted.
   */
  readonly leaving: boolean;
}

/** How Argo CD delivers to a cluster; undefined where it does not, and is not just leaving. */
export function tryGetArgoCd({ facts, handOver }: ClusterPlan): ArgoCd | undefined {
  const leaving = handOver?.from === 'argo-cd';
  if (facts.delivery !== 'argo-cd' && !leaving) return undefined;
  const {
    namespace = 'argocd',
    url = '',
    revision = 'HEAD',
    folder = 'dist',
  } = (leaving ? handOver.before.facts : facts).offers.delivery ?? {};
  return { namespace, repository: url, revision, folder, rendered: facts.charts === 'rendered', leaving };
}

/**
 * The Application that brings one release: the official chart in its pinned version with the values of the release's
 * folder, or the folder's own manifests.
 * @param wave releases of a lower one are healthy before those of a higher one begin
 */
export function drawApplication(scope: Construct, argoCd: ArgoCd, { release, folder }: Step, wave: number): void {
  const { repository: repoURL, revision: targetRevision, leaving } = argoCd;
  const path = `${argoCd.folder}/${folder}`;
  const values = { releaseName: release.name, valueFiles: [`$values/${path}/values.yaml`] };
  const sources =
    isChart(release) && !argoCd.rendered
      ? {
          sources: [
            { ...chartSource(release.chart), helm: values },
            { repoURL, targetRevision, ref: 'values' },
          ],
        }
      : { source: { repoURL, targetRevision, path, directory: { exclude: '{application,values}.yaml' } } };
  new ApiObject(scope, release.name, {
    apiVersion,
    kind: 'Application',
    metadata: {
      name: release.name,
      namespace: argoCd.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': String(wave) },
      ...(leaving ? {} : { finalizers }),
    },
    spec: {
      project: 'platform',
      ...sources,
      destination: { server: destination, namespace: release.namespace },
      syncPolicy: leaving ? {} : syncPolicy({ prune: release.crds !== true }),
    },
  });
}

/**
 * What makes Argo CD find the rest: one Application of Applications for the components, whose waves keep their order,
 * and one ApplicationSet that finds the folders of tenants, so that no list names them.
 */
export function rootStep(plan: ClusterPlan, argoCd: ArgoCd): Step {
  const release = rootRelease(plan, argoCd);
  const after = plan.releases.filter(({ phase }) => phase === 'bootstrap').map(({ name }) => name);
  const folder = `${plan.name}/components/${release.name}`;
  return { release, phase: 'bootstrap', after, folder, tenant: false, skipCrds: false };
}

function rootRelease({ name: cluster, facts, tenantsGone }: ClusterPlan, argoCd: ArgoCd): ObjectRelease {
  const { namespace, repository: repoURL, revision, folder, leaving } = argoCd;
  const draw = (scope: Construct) => {
    const made = (id: string, kind: string, spec: object) =>
      new ApiObject(scope, id, { apiVersion, kind, metadata: { name: id, namespace }, spec });
    made('platform', 'AppProject', {
      description: `Platform ${facts.platform} on cluster ${cluster}`,
      sourceRepos: ['*'],
      destinations: [{ server: destination, namespace: '*' }],
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
      destination: { server: destination, namespace },
      syncPolicy: syncPolicy({ prune: !leaving }),
    });
    made('tenants', 'ApplicationSet', {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      syncPolicy: {
        // A folder that is gone from Git takes a tenant away only in the change that asked for it.
        applicationsSync: tenantsGone.length > 0 ? 'sync' : 'create-update',
        // It gives its Applications a finalizer of itself, unless told to preserve what they brought.
        preserveResourcesOnDeletion: leaving,
      },
      generators: [{ git: { repoURL, revision, directories: [{ path: `${folder}/${cluster}/tenants/*` }] } }],
      template: {
        metadata: { name: releaseNames.tenant('{{.path.basename}}') },
        spec: {
          project: 'platform',
          source: { repoURL, targetRevision: revision, path: '{{.path.path}}' },
          destination: { server: destination },
          syncPolicy: leaving ? {} : syncPolicy({ prune: true }),
        },
      },
    });
  };
  return { name: releaseNames.applications, namespace, podSecurity: 'restricted', objects: { 'objects.yaml': draw } };
}

function chartSource({ repository, name, version }: ChartVersion) {
  if (!repository.startsWith('oci://')) return { repoURL: repository, chart: name, targetRevision: version };
  return { repoURL: `${repository}/${name}`, path: '.', targetRevision: version };
}

function syncPolicy({ prune }: { readonly prune: boolean }) {
  return {
    automated: { prune, selfHeal: true },
    retry: { limit: 10, backoff: { duration: '10s', factor: 2, maxDuration: '5m' } },
    // CRDs are too large for the annotation of client-side apply; resources of a CRD may come before it.
    syncOptions: ['ServerSideApply=true', 'SkipDryRunOnMissingResource=true', 'CreateNamespace=false'],
  };
}

/** For each release the longest way to it: what depends on nothing is wave 0. */
export function wavesOf(steps: readonly Step[]): ReadonlyMap<string, number> {
  const waves = new Map<string, number>();
  for (const { release, after } of steps) {
    waves.set(release.name, Math.max(-1, ...after.map((name) => waves.get(name) ?? -1)) + 1);
  }
  return waves;
}
