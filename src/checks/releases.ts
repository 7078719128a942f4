import { satisfies } from 'semver';
import type { PlannedRelease } from '../kinds/cluster-plan';
import { isSystemNamespace, resolveReleases, systemNamespaces, type ResolvedCluster } from '../planning/cluster';
import { tenantNamespaces } from '../definition/references';
import { error, formatPath, type PathSegment, type Problem } from '../schema/problem';
import { isChart } from '../kinds/release';
import { releaseNames } from '../kinds/release-names';
import { kubernetesVersions } from '../definition/kubernetes-versions';
import { findDuplicates, type CheckContext } from './context';

/** Helm refuses longer names, since it appends to them. */
const maxReleaseNameLength = 53;

/** A release that is to reach a cluster, and what in the description makes it. */
interface NamedRelease {
  readonly name: string;
  readonly path: readonly PathSegment[];
}

/** Releases that collide, have names that Helm refuses, or do not run on the cluster's Kubernetes. */
export function checkReleases({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((draft) => {
    if (draft.dependencyCycle.length > 0) return [];
    const releases = resolveReleases(draft);
    const pathOf = (component: string) =>
      draft.components.find((part) => part.name === component)?.path ?? ['clusters', draft.name];
    const tenants = Object.entries(platform.tenants).filter(([, tenant]) => tenant.clusters.includes(draft.name));
    const namespaces = new Map(releases.map(({ namespace, component }) => [namespace, component]));
    const own = draft.options.delivery === 'argo-cd' ? [releaseNames.argoCdApplications, releaseNames.components] : [];
    const carried = [
      ...own.map((name) => ({ name, path: ['clusters', draft.name, 'delivery'] })),
      ...releases.map(({ name, component }) => ({ name, path: pathOf(component) })),
      ...[...namespaces]
        .filter(([namespace]) => !systemNamespaces.includes(namespace))
        .map(([namespace, component]) => ({ name: releaseNames.namespace(namespace), path: pathOf(component) })),
      ...tenants.map(([tenant]) => ({ name: releaseNames.tenant(tenant), path: ['tenants', tenant] })),
    ];
    const rules = tenants.map(([tenant]) => ({
      name: releaseNames.tenantAdmissionPolicies(tenant),
      path: ['tenants', tenant],
    }));
    return [
      ...checkDuplicateReleaseNames([...carried, ...rules]),
      ...checkOwnNamespaces(draft, releases),
      ...checkReleaseNameLengths(carried),
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
        tenantNamespaces(name, tenant)
          .filter((namespace) => namespaces.has(namespace))
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

/** Namespaces that a component has by its name: those that several share by design are called otherwise. */
function checkOwnNamespaces(
  { components, clusterInfo }: ResolvedCluster,
  releases: readonly PlannedRelease[],
): readonly Problem[] {
  return components.flatMap(({ kind, name, options, path }) => {
    const renamed = kind
      .releases({ ...options, name: `${name}-` } as never, clusterInfo)
      .map(({ namespace }) => namespace);
    const [mine, others] = [true, false].map((own) => releases.filter(({ component }) => (component === name) === own));
    const own = new Set(mine?.map(({ namespace }) => namespace).filter((namespace) => !renamed.includes(namespace)));
    return [...own].flatMap((namespace) => {
      const other = others?.find((release) => release.namespace === namespace);
      const whose = isSystemNamespace(namespace) ? 'Kubernetes itself' : other && `component '${other.component}'`;
      if (whose === undefined) return [];
      return [error(path, namespace, `the namespace belongs to ${whose}`, 'give the component another `name`')];
    });
  });
}

function checkDuplicateReleaseNames(carried: readonly NamedRelease[]): readonly Problem[] {
  return [...findDuplicates(carried, ({ name }) => name)].flatMap(([name, [first, second]]) =>
    first && second
      ? [
          error(
            second.path,
            name,
            `two releases of one cluster would have this name: ${formatPath(first.path)} makes the other`,
            'write another name for one of them',
          ),
        ]
      : [],
  );
}

function checkReleaseNameLengths(carried: readonly NamedRelease[]): readonly Problem[] {
  return carried
    .filter(({ name }) => name.length > maxReleaseNameLength)
    .map(({ name, path }) =>
      error(
        path,
        name,
        `the name of its release has ${name.length} characters, and Helm takes ${maxReleaseNameLength}`,
        `write a name that is shorter by ${name.length - maxReleaseNameLength}`,
      ),
    );
}
