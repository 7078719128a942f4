import { satisfies } from 'semver';
import { releasesOf } from '../draft';
import { namespacesOf } from '../placement';
import { error, type Problem } from '../problem';
import { isChart } from '../release';
import { kubernetesVersions } from '../versions';
import { claimedTwice, type Known } from './known';

/** Helm refuses longer names, since it appends to them. */
const longestReleaseName = 53;

/** Releases that collide, have names that Helm refuses, or do not run on the cluster's Kubernetes. */
export function releaseProblems({ platform, drafts }: Known): readonly Problem[] {
  return drafts.flatMap((draft) => {
    if (draft.circle.length > 0) return [];
    const releases = releasesOf(draft);
    const pathOf = (component: string) =>
      draft.components.find((part) => part.name === component)?.path ?? ['clusters', draft.name];
    const tenants = Object.entries(platform.tenants).filter(([, tenant]) => tenant.clusters.includes(draft.name));
    return [
      ...[...claimedTwice(releases, (release) => release.name)].flatMap(([name, [, second]]) =>
        second
          ? [
              error(
                pathOf(second.component),
                name,
                'another component of this cluster makes a release of this name',
                'give one of them a `name` of its own',
              ),
            ]
          : [],
      ),
      ...releases
        .filter((release) => release.name.length > longestReleaseName)
        .map((release) =>
          error(
            pathOf(release.component),
            release.name,
            `the name of its release has ${release.name.length} characters, and Helm takes ${longestReleaseName}`,
            'write a shorter `name`',
          ),
        ),
      ...releases.flatMap((release) => {
        const version = isChart(release) ? release.chart : undefined;
        const kubernetes = kubernetesVersions[draft.options.kubernetes];
        if (!version || satisfies(kubernetes, version.kubernetes, { includePrerelease: true })) return [];
        return [
          error(
            pathOf(release.component),
            draft.options.kubernetes,
            `chart ${version.name} ${version.version} wants Kubernetes ${version.kubernetes}`,
            'write another `kubernetes` for the cluster',
          ),
        ];
      }),
      ...tenants.flatMap(([name, tenant]) =>
        namespacesOf(name, tenant)
          .filter((namespace) => releases.some((release) => release.namespace === namespace))
          .map((namespace) =>
            error(
              ['tenants', name],
              namespace,
              `the namespace belongs to a component of cluster '${draft.name}'`,
              'write another name for the tenant or its namespace',
            ),
          ),
      ),
    ];
  });
}
