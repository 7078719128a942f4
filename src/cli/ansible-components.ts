import { isMapping, listTexts, type ClusterVariables } from './ansible-variables';

/** Network plugins that have a component. */
const networkKinds: readonly string[] = ['flannel', 'cilium', 'calico'];

/** Components without required options, by the variable of kubespray that turns the program on. */
const simpleComponents: Readonly<Record<string, string>> = {
  metrics_server_enabled: 'metrics-server',
  local_path_provisioner_enabled: 'local-path',
};

/** Components with required options, which an inventory does not have, by the variable of kubespray. */
const otherComponents: Readonly<Record<string, string>> = {
  cert_manager_enabled: 'cert-manager',
  argocd_enabled: 'argo-cd',
  ingress_nginx_enabled: 'nginx',
};

/** Options of a component, in the format of a definition. */
interface ImportedComponent {
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** Returns the components for the programs that kubespray or naisible installs. */
export function readComponents(variables: ClusterVariables, isNaisible: boolean): readonly ImportedComponent[] {
  for (const [variable, kind] of Object.entries(otherComponents))
    if (variables.isTrue(variable))
      variables.addNote(`${variable}: add the component ${kind}, which has options of its own`);
  return [
    ...readNetwork(variables, isNaisible),
    readDns(variables),
    ...readMetalLb(variables),
    ...Object.entries(simpleComponents).flatMap(([variable, kind]) => (variables.isTrue(variable) ? [{ kind }] : [])),
  ];
}

function readNetwork(variables: ClusterVariables, isNaisible: boolean): readonly ImportedComponent[] {
  const plugin = variables.text('kube_network_plugin') ?? (isNaisible ? 'flannel' : undefined);
  if (plugin !== undefined && networkKinds.includes(plugin)) return [{ kind: plugin }];
  variables.addNote(
    `the network plugin ${plugin ?? 'is not in the inventory'}: write one of ${networkKinds.join(', ')} into components`,
  );
  return [];
}

function readDns(variables: ClusterVariables): ImportedComponent {
  const forward = variables.texts('upstream_dns_servers');
  const hasNodeCache = variables.isTrue('enable_nodelocaldns');
  const usesCilium = variables.text('kube_network_plugin') === 'cilium';
  if (hasNodeCache && usesCilium)
    variables.addNote(
      'enable_nodelocaldns: the DNS cache of nodes is not supported with Cilium, and was not carried over',
    );
  return {
    kind: 'core-dns',
    ...(forward.length > 0 ? { forward } : {}),
    ...(hasNodeCache && !usesCilium ? { nodeCache: true } : {}),
  };
}

function readMetalLb(variables: ClusterVariables): readonly ImportedComponent[] {
  if (!variables.isTrue('metallb_enabled')) return [];
  const { address_pools: pools, ...others } = variables.mapping('metallb_config');
  const addresses = Object.values(isMapping(pools) ? pools : {}).flatMap((pool) =>
    isMapping(pool) ? listTexts(pool.ip_range) : [],
  );
  if (Object.keys(others).length > 0)
    variables.addNote(`metallb_config: not carried over: ${Object.keys(others).join(', ')}`);
  if (addresses.length > 0) return [{ kind: 'metallb', addresses }];
  variables.addNote('metallb_enabled: add the component metallb with its addresses, which are not in the inventory');
  return [];
}
