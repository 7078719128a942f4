import type { PlannedRelease } from '../kinds/cluster-plan';
import { applyChartMirror, type Phase } from '../kinds/release';
import { listComponentsInstalledBeforeSecrets, resolveSecretReleases } from './component-secrets';
import { resolveUseReleases } from './component-workloads';
import { clientReleases, listPlatformClients } from './oidc-clients';
import { listProviders, type ComponentDependencies } from './order';
import type { ResolvedCluster } from './resolved-cluster';

/** Resolves the releases of a cluster's components in the order of deployment: CRDs first, then providers before users. */
export function resolveReleases(cluster: ResolvedCluster): readonly PlannedRelease[] {
  const { components, clusterInfo, options, provided } = cluster;
  const candidates = [
    ...components.flatMap((component) =>
      [
        ...component.bound.releases(clusterInfo),
        ...('identity' in component.endpoints
          ? clientReleases(component.name, listPlatformClients(cluster), clusterInfo, provided)
          : []),
      ].map((release) => ({ component, release })),
    ),
    ...resolveUseReleases(cluster),
  ].map(({ component, release }) => ({
    component,
    release: options.chartMirror === undefined ? release : applyChartMirror(release, options.chartMirror),
    phase: release.phase ?? defaultPhase(component),
  }));
  const secretReleases = resolveSecretReleases(cluster);
  const beforeSecrets = listComponentsInstalledBeforeSecrets(cluster);
  const secretsProviders = components.filter((component) => component.provides.secrets?.secretReleases !== undefined);
  const planned = candidates.map(({ component, release, phase }): PlannedRelease => {
    const crds = candidates.filter((other) => other.release.crds && (phase === 'platform' || other.phase === phase));
    const providers = listProviders(component, components);
    // A component depends on the main releases of a provider only, not on those that set `phase` themselves, such as the
    // release with its PodMonitors.
    const providerReleases = candidates.filter(
      (other) => providers.includes(other.component.name) && other.release.phase === undefined,
    );
    const secrets = secretReleases.filter(
      (other) => other.component === component.name && phase === 'platform' && !beforeSecrets.has(component.name),
    );
    const dependencies = [
      ...[...crds, ...providerReleases].map((other) => other.release.name),
      ...secrets.map(({ name }) => name),
    ];
    const after = release.crds ? [] : [...(release.after ?? []), ...dependencies];
    return { ...release, component: component.name, phase, after: [...new Set(after)].sort() };
  });
  const secretsProviderReleases = candidates
    .filter(({ component, release }) => secretsProviders.includes(component) && release.phase === undefined)
    .map(({ release }) => release.name);
  const plannedSecrets = secretReleases.map((release): PlannedRelease => ({
    ...release,
    phase: 'platform',
    after: [...new Set([...(release.after ?? []), ...secretsProviderReleases])].sort(),
  }));
  const phases: readonly Phase[] = ['bootstrap', 'platform'];
  return phases.flatMap((phase) => {
    const releasesOfPhase = [...planned, ...plannedSecrets].filter((release) => release.phase === phase);
    return sortByAfter([
      ...releasesOfPhase.filter((release) => release.crds),
      ...releasesOfPhase.filter((release) => !release.crds),
    ]);
  });
}

/** Sorts releases so that those in `after` come first, and otherwise as they are. */
function sortByAfter(releases: readonly PlannedRelease[]): readonly PlannedRelease[] {
  const sorted = new Set<PlannedRelease>();
  const visited = new Set<string>();
  const add = (release: PlannedRelease) => {
    if (visited.has(release.name)) return;
    visited.add(release.name);
    for (const name of release.after) {
      const dependency = releases.find((other) => other.name === name);
      if (dependency) add(dependency);
    }
    sorted.add(release);
  };
  for (const release of releases) add(release);
  return [...sorted];
}

/**
 * Returns the phase of a component's releases. Argo CD (capability `delivery`) is always part of the bootstrap, which
 * Terraform installs, whether the option `delivery` of the cluster is `terraform` or `argo-cd`.
 */
function defaultPhase({ provides }: ComponentDependencies): Phase {
  return ['network', 'dns', 'delivery'].some((capability) => capability in provides) ? 'bootstrap' : 'platform';
}
