import ipaddr from 'ipaddr.js';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { rangesOverlap } from '../../../src/schema/address-range';
import type { KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import type { OnPremOptions } from './schema';

/** Mistakes in the description of an on-premises cluster that no single value shows. */
export function checkOnPremOptions(options: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...checkControlPlanes(options, cluster),
    ...checkPatchVersion(options),
    ...checkKeepalivedSupport(options),
    ...checkOidcIssuer(options, cluster),
  ];
}

function checkControlPlanes({ controlPlanes, endpoint }: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  const names = Object.keys(controlPlanes);
  if (names.length === 0) {
    return [
      error(
        ['controlPlanes'],
        {},
        'a cluster needs a control plane',
        "write one or three, such as { cp1: '10.0.0.11' }",
      ),
    ];
  }
  if (names.length > 1 && !endpoint) {
    const fix =
      "write endpoint: { address: … } with the address of your load balancer, or one that is free and via: 'keepalived' or 'kube-vip'";
    return [
      error(['endpoint'], undefined, `${names.length} control planes need one address that outlives each of them`, fix),
    ];
  }
  return endpoint ? checkEndpoint(endpoint, Object.values(controlPlanes), cluster) : [];
}

/** Mistakes in an endpoint that the control planes hold themselves. */
function checkEndpoint(
  endpoint: NonNullable<OnPremOptions['endpoint']>,
  own: readonly string[],
  cluster: ClusterInfo,
): readonly Problem[] {
  const { address, port, via } = endpoint;
  if (via === 'external') return [];
  if (own.includes(address)) {
    const fix = 'write an address in the same network that no host has';
    return [
      error(['endpoint', 'address'], address, 'is the address of a control plane, and would go down with it', fix),
    ];
  }
  if (!ipaddr.isValid(address)) {
    const fix = 'write an address in their network that no host has';
    return [error(['endpoint', 'address'], address, 'is a name, and the control planes can hold addresses alone', fix)];
  }
  const given = tryGetEndpoint(cluster, 'load-balancer')?.addresses?.find((range) => rangesOverlap(range, address));
  if (given !== undefined) {
    const message = `is in ${given}, which the load balancer gives out`;
    return [error(['endpoint', 'address'], address, message, 'write an address that nothing else gives out')];
  }
  if (via === 'keepalived' && port === 6443) {
    const message = 'is taken on the control planes by the API itself';
    return [error(['endpoint', 'port'], port, message, 'leave it out, or write another')];
  }
  if (via === 'kube-vip' && (port ?? 6443) !== 6443) {
    const message = 'is not the port of the API, which kube-vip hands nobody on to';
    return [error(['endpoint', 'port'], port, message, "leave it out, or write via: 'keepalived'")];
  }
  return [];
}

function checkPatchVersion(options: OnPremOptions): readonly Problem[] {
  const { kubernetes } = options as OnPremOptions & { readonly kubernetes?: KubernetesVersion };
  if (options.patch === undefined || kubernetes === undefined || options.patch.startsWith(`${kubernetes}.`)) return [];
  return [
    error(
      ['patch'],
      options.patch,
      `is no patch of Kubernetes ${kubernetes}`,
      `write one that begins with ${kubernetes}., or change 'kubernetes'`,
    ),
  ];
}

function checkKeepalivedSupport({ system, endpoint }: OnPremOptions): readonly Problem[] {
  if (endpoint?.via !== 'keepalived' || (system !== 'flatcar' && system !== 'fedora-coreos')) return [];
  return [
    error(
      ['endpoint', 'via'],
      'keepalived',
      `nothing can be installed into the /usr of ${system}`,
      "write 'kube-vip', or 'external' and the address of a load balancer of yours",
    ),
  ];
}

function checkOidcIssuer({ oidc }: OnPremOptions, { issuers }: ClusterInfo): readonly Problem[] {
  if (!oidc || oidc.issuer.startsWith('https://') || oidc.issuer in issuers) return [];
  const names = Object.keys(issuers).map((name) => `'${name}'`);
  return [
    error(
      ['oidc', 'issuer'],
      oidc.issuer,
      'no component of this cluster gives out tokens by that name',
      `write ${[...names, 'the URL of an issuer'].join(' or ')}`,
    ),
  ];
}
