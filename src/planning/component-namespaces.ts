import type { ComponentNamespace, PlannedRelease } from '../kinds/cluster-plan';
import type { PodSecurity } from '../kinds/release';
import { listUsePolicies } from './component-workloads';
import type { ResolvedCluster } from './resolved-cluster';

/** Namespaces that Kubernetes creates. */
export const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** Returns whether a namespace is reserved by Kubernetes: `default`, `kube-*`. */
export function isSystemNamespace(name: string): boolean {
  return systemNamespaces.includes(name) || name.startsWith('kube-');
}

export function resolveComponentNamespaces(
  releases: readonly PlannedRelease[],
  cluster: ResolvedCluster,
): readonly ComponentNamespace[] {
  const { components } = cluster;
  const usePolicies = listUsePolicies(cluster);
  const podSecurityLevels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];
  const names = [...new Set(releases.map((release) => release.namespace))].filter(
    (name) => !systemNamespaces.includes(name),
  );
  return names.sort().map((name) => {
    const namespaceReleases = releases.filter((release) => release.namespace === name);
    const namespaceComponents = components.filter((component) =>
      namespaceReleases.some((release) => release.component === component.name),
    );
    const capabilities = namespaceComponents.flatMap(({ endpoints }) =>
      Object.entries(endpoints).flatMap(([capability, endpoint]) => (endpoint?.namespace === name ? [capability] : [])),
    );
    const level = Math.max(...namespaceReleases.map(({ podSecurity }) => podSecurityLevels.indexOf(podSecurity)));
    return {
      name,
      podSecurity: podSecurityLevels[level] ?? 'restricted',
      phase: namespaceReleases.some((release) => release.phase === 'bootstrap') ? 'bootstrap' : 'platform',
      capabilities: [...new Set(capabilities)].sort(),
      networkRules: {
        ...Object.fromEntries(
          namespaceReleases.flatMap((release) =>
            Object.entries(release.networkRules ?? {}).map(([policy, rules]) => [`${release.name}-${policy}`, rules]),
          ),
        ),
        ...Object.fromEntries(
          usePolicies.filter(({ namespace }) => namespace === name).map((policy) => [policy.name, policy.rules]),
        ),
      },
      isolatePods: namespaceReleases.some((release) => release.isolatePods === true),
    };
  });
}
