import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { ClusterPlan } from '../src/model/cluster-plan';
import { isChart, type ObjectRelease } from '../src/model/release';
import type { Step } from './steps';

const apiVersion = 'argoproj.io/v1alpha1';
const destination = 'https://kubernetes.default.svc';

/** Where Argo CD reads `dist`, and where it lives. */
interface GitSource {
  readonly namespace: string;
  readonly repository: string;
  readonly revision: string;
  /** Folder of `dist` in the repository. */
  readonly folder: string;
}

/** How Argo CD of a cluster reads what is delivered to it. */
export function gitSource({ facts }: ClusterPlan): GitSource {
  const { namespace = 'argocd', url = '', revision = 'HEAD', folder = 'dist' } = facts.offers.delivery ?? {};
  return { namespace, repository: url, revision, folder };
}

/**
 * The Application that brings one release: the official chart in its pinned version with the values of the release's
 * folder, or the folder's own manifests.
 * @param wave releases of a lower one are healthy before those of a higher one begin
 * @param rendered charts are read as the manifests that `plinth render` made of them
 */
export function drawApplication(
  scope: Construct,
  source: GitSource,
  { release, folder, skipCrds }: Step,
  wave: number,
  rendered: boolean,
): void {
  const { repository: repoURL, revision: targetRevision } = source;
  const path = `${source.folder}/${folder}`;
  const sources =
    isChart(release) && !rendered
      ? {
          sources: [
            {
              ...chartSource(release.chart),
              helm: {
                releaseName: release.name,
                valueFiles: [`$values/${path}/values.yaml`],
                ...(skipCrds ? { skipCrds: false } : {}),
              },
            },
            { repoURL, targetRevision, ref: 'values' },
          ],
        }
      : { source: { repoURL, targetRevision, path, directory: { exclude: '{application,values}.yaml' } } };
  new ApiObject(scope, release.name, {
    apiVersion,
    kind: 'Application',
    metadata: {
      name: release.name,
      namespace: source.namespace,
      annotations: { 'argocd.argoproj.io/sync-wave': String(wave) },
    },
    spec: {
      project: 'platform',
      ...sources,
      destination: { server: destination, namespace: release.namespace },
      syncPolicy: syncPolicy(!release.crds),
    },
  });
}

/**
 * What makes Argo CD find the rest: one Application of Applications for the components, whose waves keep their order,
 * and one ApplicationSet that finds the folders of tenants, so that no list names them.
 */
export function rootRelease(cluster: ClusterPlan): ObjectRelease {
  const source = gitSource(cluster);
  const { namespace, repository: repoURL, revision, folder } = source;
  const draw = (scope: Construct) => {
    const made = (id: string, kind: string, spec: object, finalizers?: readonly string[]) =>
      new ApiObject(scope, id, {
        apiVersion,
        kind,
        metadata: { name: id, namespace, ...(finalizers ? { finalizers: [...finalizers] } : {}) },
        spec,
      });
    made('platform', 'AppProject', {
      description: `Platform ${cluster.facts.platform} on cluster ${cluster.name}`,
      sourceRepos: ['*'],
      destinations: [{ server: destination, namespace: '*' }],
      clusterResourceWhitelist: [{ group: '*', kind: '*' }],
    });
    made(
      'components',
      'Application',
      {
        project: 'platform',
        source: {
          repoURL,
          targetRevision: revision,
          path: `${folder}/${cluster.name}/components`,
          directory: { recurse: true, include: '*/application.yaml' },
        },
        destination: { server: destination, namespace },
        syncPolicy: syncPolicy(true),
      },
      // With it go the Applications, which have no finalizer: what they brought stays.
      ['resources-finalizer.argocd.argoproj.io'],
    );
    made('tenants', 'ApplicationSet', {
      goTemplate: true,
      goTemplateOptions: ['missingkey=error'],
      syncPolicy: { preserveResourcesOnDeletion: true },
      generators: [{ git: { repoURL, revision, directories: [{ path: `${folder}/${cluster.name}/tenants/*` }] } }],
      template: {
        metadata: { name: 'tenant-{{.path.basename}}' },
        spec: {
          project: 'platform',
          source: { repoURL, targetRevision: revision, path: '{{.path.path}}' },
          destination: { server: destination },
          syncPolicy: syncPolicy(true),
        },
      },
    });
  };
  return { name: 'argo-cd-applications', namespace, podSecurity: 'restricted', objects: { objects: draw } };
}

function chartSource({
  repository,
  name,
  version,
}: {
  readonly repository: string;
  readonly name: string;
  readonly version: string;
}) {
  if (!repository.startsWith('oci://')) return { repoURL: repository, chart: name, targetRevision: version };
  return { repoURL: `${repository}/${name}`, path: '.', targetRevision: version };
}

function syncPolicy(prune: boolean) {
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
