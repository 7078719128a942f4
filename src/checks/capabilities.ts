import { capabilityTraits, type ProvidedCapabilities } from '../definition/capability';
import type { ResolvedCluster } from '../planning/cluster';
import { error, type PathSegment, type Problem } from '../schema/problem';
import { findDuplicates, type CheckContext } from './context';

/** Needs that nobody meets, or that two meet where one may; and circles of needs. */
export function checkCapabilities({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return resolvedClusters.flatMap((draft) => {
    const here = Object.values(platform.tenants).some((tenant) => tenant.clusters.includes(draft.name));
    return [
      ...checkExclusiveCapabilities(draft),
      ...checkExclusiveResources(draft),
      ...checkDependencyCycle(draft),
      ...(draft.hasInvalidComponents
        ? []
        : [
            ...checkRequirements(draft),
            ...checkRequiredEndpoints(draft),
            ...checkDelivery(draft),
            ...(here ? checkNetworkPolicySupport(draft) : []),
          ]),
    ];
  });
}

function checkRequirements({ name, components, clusterInfo }: ResolvedCluster): readonly Problem[] {
  return components.flatMap((part) =>
    part.requires
      .filter((capability) => !(capability in clusterInfo.capabilities))
      .map((capability) =>
        error(
          part.path,
          part.options.kind,
          `needs '${capability}' (${capabilityTraits(capability).summary}), which nothing on cluster '${name}' provides`,
          `add a component that provides '${capability}'`,
        ),
      ),
  );
}

function checkRequiredEndpoints({
  name,
  components,
  clusterInfo,
  infrastructureCapabilities,
}: ResolvedCluster): readonly Problem[] {
  return components.flatMap((part) =>
    part.requires.flatMap((capability) => {
      const { api, url } = clusterInfo.capabilities[capability] ?? {};
      if (!(capability in infrastructureCapabilities) || !capabilityTraits(capability).requiresEndpoint || (api && url))
        return [];
      return [
        error(
          ['clusters', name, 'provides', capability],
          infrastructureCapabilities[capability],
          `does not say how it is reached, and '${part.name}' has to`,
          'write { api, url, namespace }',
        ),
      ];
    }),
  );
}

function checkExclusiveCapabilities({
  name,
  components,
  infrastructureCapabilities,
}: ResolvedCluster): readonly Problem[] {
  const providers = new Map<string, string[]>();
  for (const capability of Object.keys(infrastructureCapabilities)) providers.set(capability, ['the infrastructure']);
  for (const part of components) {
    for (const capability of Object.keys(part.provides))
      providers.set(capability, [...(providers.get(capability) ?? []), `'${part.name}'`]);
  }
  return [...providers]
    .filter(([capability, by]) => by.length > 1 && capabilityTraits(capability).exclusive)
    .map(([capability, by]) =>
      error(
        ['clusters', name, 'components'],
        undefined,
        `'${capability}' is provided by ${by.join(' and ')}, and a cluster can use one of them only`,
        'remove the others',
      ),
    );
}

function checkExclusiveResources({
  name,
  components,
  infrastructureCapabilities,
}: ResolvedCluster): readonly Problem[] {
  const claims = [
    ...listExclusiveResources(
      'the infrastructure',
      ['clusters', name, 'provides'],
      defaultStorageClass(infrastructureCapabilities),
    ),
    ...components.flatMap((part) =>
      listExclusiveResources(`'${part.name}'`, part.path, {
        ...part.kind.exclusiveResources(part.options as never),
        ...defaultStorageClass(part.provides),
      }),
    ),
  ];
  return [...findDuplicates(claims, ({ claim }) => claim).values()].flatMap(([first, ...others]) =>
    others.map(({ path, claim, instead }) =>
      error(path, undefined, `takes ${claim}, as ${first?.by ?? ''} does: a cluster has it once`, instead),
    ),
  );
}

function listExclusiveResources(by: string, path: readonly PathSegment[], claims: Readonly<Record<string, string>>) {
  return Object.entries(claims).map(([claim, instead]) => ({ by, path, claim, instead }));
}

/** Kubernetes takes the newest of several defaults, so that claims would go now to one and now to the other. */
function defaultStorageClass({
  storage: { classes = {} } = {},
}: ProvidedCapabilities): Readonly<Record<string, string>> {
  const one = Object.values(classes).some((each) => each.default);
  return one ? { 'the default StorageClass': 'write defaultClass: false' } : {};
}

function checkDependencyCycle({ dependencyCycle }: ResolvedCluster): readonly Problem[] {
  const [first] = dependencyCycle;
  if (!first) return [];
  const names = dependencyCycle.map((part) => `'${part.name}'`).join(', ');
  return [
    error(
      first.path,
      undefined,
      `each of ${names} needs another of them before it`,
      'remove one, or an option that makes it need another',
    ),
  ];
}

function checkDelivery({ name, options, clusterInfo }: ResolvedCluster): readonly Problem[] {
  const path = ['clusters', name];
  if (options.delivery === 'terraform') {
    if (options.charts === 'official') return [];
    return [
      error(
        [...path, 'charts'],
        options.charts,
        'Terraform brings official charts, not rendered ones',
        "leave it out, or write delivery: 'argo-cd'",
      ),
    ];
  }
  if (clusterInfo.capabilities.delivery?.api === 'argo-cd') return [];
  return [
    error(
      [...path, 'delivery'],
      'argo-cd',
      'there is no Argo CD on this cluster',
      "add argoCd({ repository: … }) to its components, or write 'terraform'",
    ),
  ];
}

/** flannel without its enforcer takes NetworkPolicies and does nothing about them. */
function checkNetworkPolicySupport({ name, clusterInfo }: ResolvedCluster): readonly Problem[] {
  if ('network-policy' in clusterInfo.capabilities) return [];
  return [
    error(
      ['clusters', name],
      undefined,
      'tenants are kept apart by network policies, and nothing on this cluster enforces them',
      "let its network enforce them (flannel does with `networkPolicy: true`), or, where the cluster exists already, say that it does: provides: { 'network-policy': {} }",
    ),
  ];
}
