import { isDeepStrictEqual } from 'node:util';
import type { Capability } from '../definition/capability';
import type { AnyComponent } from '../definition/component';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { error, warning, type PathSegment, type Problem } from '../schema/problem';
import { compareValues, type Change } from './change';
import { pairByName } from './pair-by-name';

/** Component with its name, and its options with defaults. */
interface NamedComponent {
  readonly name: string;
  readonly options: AnyComponent & Readonly<Record<string, unknown>>;
}

/** Compares the components of a cluster. A component of another kind is another component, also under the same name. */
export function compareComponents(previous: ClusterPlan, current: ClusterPlan): readonly Change[] {
  return pairByName(listComponents(previous), listComponents(current)).flatMap(
    ([previousComponent, currentComponent]): readonly Change[] => {
      const name = (currentComponent ?? previousComponent)?.name ?? '';
      const path = componentPath(current, name);
      if (!previousComponent) return [{ action: 'add', path }];
      const removal: Change = { action: 'remove', path, risk: removalRisk(name, previous, current) };
      if (!currentComponent) return [removal];
      if (previousComponent.options.kind !== currentComponent.options.kind) return [removal, { action: 'add', path }];
      if (isDeepStrictEqual(previousComponent.options, currentComponent.options)) return [];
      const risks = [
        ...listOptionRisks(previousComponent.options, currentComponent.options),
        ...(current.providers.network?.includes(name) && changesTraffic(previousComponent, currentComponent)
          ? [trafficRisk]
          : []),
        ...(listChangedDataSources(name, previous, current).length === 0 ? [] : [dataSourceRisk]),
      ];
      const values = compareValues(path, previousComponent.options, currentComponent.options);
      return [{ action: 'change', path, ...values, ...(risks.length === 0 ? {} : { risk: risks.join('; ') }) }];
    },
  );
}

/** Lists the components of a new cluster. */
export function addedComponents(cluster: ClusterPlan): readonly Change[] {
  return listComponents(cluster).map(({ name }) => ({ action: 'add', path: componentPath(cluster, name) }));
}

/** Lists the components of a removed cluster. Their risk is that of the cluster. */
export function removedComponents(cluster: ClusterPlan): readonly Change[] {
  return listComponents(cluster).map(({ name }) => ({ action: 'remove', path: componentPath(cluster, name) }));
}

function componentPath({ name: cluster }: ClusterPlan, component: string): readonly PathSegment[] {
  return ['clusters', cluster, 'components', `[${component}]`];
}

function listComponents({ options }: ClusterPlan): readonly NamedComponent[] {
  const components = options.components as readonly NamedComponent['options'][];
  return components.map((component) => ({ name: component.name ?? component.kind, options: component }));
}

/** What happens when the provider of a capability is removed: without another provider, and with one. */
const removalRisks: Readonly<Partial<Record<Capability, { readonly lost: string; readonly replaced: string }>>> = {
  network: {
    lost: 'new pods get no network and do not start',
    replaced:
      'traffic of all pods may be interrupted until every node was restarted with the other network, which a new cluster avoids',
  },
  'network-policy': {
    lost: 'network policies are not enforced: all pods can connect to each other',
    replaced: 'network policies may not be enforced until the other provider is ready on every node',
  },
  dns: {
    lost: 'pods cannot resolve names',
    replaced: 'pods cannot resolve names until the other DNS server answers',
  },
  'load-balancer': {
    lost: 'Services of type LoadBalancer get no addresses',
    replaced: 'Services of type LoadBalancer may get other addresses',
  },
  ingress: {
    lost: 'Ingresses are not served',
    replaced:
      'Ingresses are not served until the other ingress controller is ready, which may have another address; if the apply stops because the IngressClass exists, apply again',
  },
  certificates: { lost: 'certificates are not renewed', replaced: 'certificates are issued again' },
  storage: {
    lost: 'volumes of its StorageClasses are not provisioned, and may not be mounted when their pods restart: move their data first',
    replaced:
      'volumes of its StorageClasses are not moved, and may not be mounted when their pods restart: move their data to the other StorageClasses first',
  },
  metrics: {
    lost: 'metrics are not collected and no alerts are sent',
    replaced: 'the metrics that it has collected are not moved to the other component',
  },
  'metrics-store': {
    lost: 'metrics are not stored for longer',
    replaced: 'the metrics that it has stored are not moved to the other component',
  },
  logs: { lost: 'logs are not stored', replaced: 'the logs that it has stored are not moved to the other component' },
  'resource-metrics': {
    lost: 'the numbers of pods of autoscaled applications do not change any more',
    replaced: 'autoscaling pauses until the other component is ready',
  },
  secrets: {
    lost: 'ExternalSecrets are not synchronised, and their Secrets keep their last values',
    replaced: 'ExternalSecrets are not synchronised until the other component is ready',
  },
  database: {
    lost: 'the databases that it has created have no backups, and get no new users',
    replaced: 'each application that uses a database gets a new, empty one of the other component: move the data first',
  },
  cache: {
    lost: 'the caches that it has created are not maintained',
    replaced: 'each application that uses a cache gets an empty one of the other component',
  },
  bucket: {
    lost: 'the buckets that it has created cannot be reached',
    replaced: 'each application that uses a bucket gets a new, empty one of the other component: move the data first',
  },
  queue: {
    lost: 'the queues that it has created cannot be reached',
    replaced:
      'each application that uses a queue gets an empty one of the other component: let the consumers process all messages first',
  },
  identity: {
    lost: 'users cannot log in',
    replaced:
      'users log in at the other issuer, which knows no accounts and sessions of this one: the subjects of users (`X-Auth-Request-User`) change',
  },
  delivery: {
    lost: 'changes in Git are not deployed',
    replaced: 'changes in Git are not deployed until the other component is ready',
  },
};

function removalRisk(component: string, previous: ClusterPlan, current: ClusterPlan): string {
  const risks = listRemovalRisks(current, (capability) => previous.providers[capability]?.includes(component) ?? false);
  return ['the component stops, and its namespace and volumes remain until you delete them', ...risks].join('; ');
}

/** Lists the risks of capabilities that the infrastructure of a cluster no longer provides. */
export function listProviderRisks(previous: ClusterPlan, current: ClusterPlan): readonly string[] {
  const [before = [], after = []] = [previous, current].map(
    ({ clusterInfo }) => clusterInfo.infrastructureCapabilities,
  );
  return listRemovalRisks(current, (capability) => before.includes(capability) && !after.includes(capability));
}

function listRemovalRisks(current: ClusterPlan, isRemoved: (capability: Capability) => boolean): readonly string[] {
  return Object.entries(removalRisks).flatMap(([capability, risk]) => {
    if (!isRemoved(capability) || risk === undefined) return [];
    return [capability in current.clusterInfo.capabilities ? risk.replaced : risk.lost];
  });
}

/** Options with the same meaning in all kinds of components, each with the risk of a change. */
const optionRisks: Readonly<Record<string, (previous: unknown, current: unknown) => string | undefined>> = {
  retentionDays: whenFewer((days) => `data older than ${days} days is deleted`),
  backupDays: whenFewer((days) => `backups older than ${days} days are deleted`),
  versionDays: whenFewer((days) => `versions that were replaced or deleted more than ${days} days ago are lost`),
  storageGiB: () => fixedVolumeRisk,
  version: () => upgradeRisk,
  servers: (previous, current) =>
    isDeepStrictEqual(listVersions(previous), listVersions(current)) ? undefined : upgradeRisk,
  storageClass: () => fixedVolumeRisk,
  keepVolumes: () =>
    'the API server refuses another reclaimPolicy of a StorageClass that exists: if the apply fails, delete the StorageClass, which deletes no volumes, and apply again',
};

/** Options of networks that determine how the pods of a node reach those of another. */
const trafficOptions = [
  'backend',
  'encapsulation',
  'bgp',
  'dataplane',
  'routing',
  'encryption',
  'kubeProxyReplacement',
];

/** @see https://github.com/flannel-io/flannel/blob/master/Documentation/backends.md */
const trafficRisk =
  'until the network is restarted on every node, pods on nodes with the former and with the new setting may not reach each other: try it in another environment first, in a maintenance window';

/** Returns the risk of fewer days of retention. Without a number, nothing is deleted. */
function whenFewer(renderRisk: (days: number) => string) {
  return (previous: unknown = Infinity, current: unknown = Infinity) =>
    Number(current) < Number(previous) ? renderRisk(Number(current)) : undefined;
}

const upgradeRisk =
  'the servers whose version changes are down during the upgrade, which cannot be undone: make a backup, and try it in another environment first';

/** Lists the versions of single servers, by name. */
function listVersions(servers: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries((servers ?? {}) as Readonly<Record<string, { readonly version?: unknown }>>).flatMap(
    ([name, { version }]) => (version === undefined ? [] : [[name, version] as const]),
  );
}

const fixedVolumeRisk =
  'volumes that exist may keep their size and StorageClass, and the apply may fail, since the claims of a StatefulSet are immutable';

function listOptionRisks(
  previous: Readonly<Record<string, unknown>>,
  current: Readonly<Record<string, unknown>>,
): readonly string[] {
  const risks = Object.entries(optionRisks).flatMap(([option, describeRisk]) =>
    isDeepStrictEqual(previous[option], current[option]) ? [] : (describeRisk(previous[option], current[option]) ?? []),
  );
  return [...new Set(risks)];
}

function changesTraffic({ options: previous }: NamedComponent, { options: current }: NamedComponent): boolean {
  return trafficOptions.some((option) => !isDeepStrictEqual(previous[option], current[option]));
}

const dataSourceRisk = 'the component does not find its data, unless you have copied it to the new place';

/**
 * Checks that no component in use loses its data because other components were added or removed: an option that selects
 * where the data is changes only where the definition writes it.
 */
export function checkDataSources(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  return pairByName(listComponents(previous), listComponents(current)).flatMap(
    ([previousComponent, currentComponent]): readonly Problem[] => {
      if (previousComponent?.options.kind !== currentComponent?.options.kind || !currentComponent) return [];
      const { name, options } = currentComponent;
      return listChangedDataSources(name, previous, current)
        .filter(({ option }) => options[option] === undefined)
        .map(({ option, from, to }) =>
          error(
            [...componentPath(current, name), option],
            undefined,
            `is ${to} by default with the components of the cluster, and the data of the running component is in ${from}`,
            `write '${from}' to keep its data, or copy the data and write '${to}'`,
          ),
        );
    },
  );
}

function listChangedDataSources(component: string, previous: ClusterPlan, current: ClusterPlan) {
  return Object.entries(current.dataSources[component] ?? {}).flatMap(([option, to]) => {
    const from = previous.dataSources[component]?.[option];
    return from === undefined || from === to ? [] : [{ option, from, to }];
  });
}

/** Warns where applications are scaled by their usage, and nothing measures it any more. */
export function checkAutoscalingMetrics(previous: ClusterPlan, current: ClusterPlan): readonly Problem[] {
  const capability = 'resource-metrics';
  if (!(capability in previous.clusterInfo.capabilities) || capability in current.clusterInfo.capabilities) return [];
  const scaled = current.tenants.flatMap(({ applications }) =>
    applications.filter(({ scale }) => scale.min < scale.max).map(({ tenant, name }) => `${tenant}/${name}`),
  );
  if (scaled.length === 0) return [];
  const names =
    scaled.length > 3 ? `${scaled.slice(0, 3).join(', ')} and ${scaled.length - 3} more` : scaled.join(', ');
  return [
    warning(
      ['clusters', current.name],
      undefined,
      `nothing provides '${capability}' any more, and the numbers of pods of ${names} do not follow their load`,
      'add a component that provides it, such as metrics-server, or write a number in `replicas` of the applications',
    ),
  ];
}
