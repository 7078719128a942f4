import { error, type Problem } from '../../../src/model/problem';
import type { KubernetesVersion } from '../../../src/model/versions';
import type { OnPremOptions } from './schema';

/** Mistakes in the description of an on-premises cluster that no single value shows. */
export function onPremProblems(options: OnPremOptions): readonly Problem[] {
  return [...controlPlaneProblems(options), ...versionProblems(options), ...systemProblems(options)];
}

function controlPlaneProblems({ controlPlanes, endpoint }: OnPremOptions): readonly Problem[] {
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
      "write endpoint: { address: … } with the address of your load balancer, or one that is free and via: 'keepalived'";
    return [
      error(['endpoint'], undefined, `${names.length} control planes need one address that outlives each of them`, fix),
    ];
  }
  const own = endpoint && Object.values(controlPlanes).includes(endpoint.address);
  if (own && endpoint.via === 'keepalived') {
    return [
      error(
        ['endpoint', 'address'],
        endpoint.address,
        'is the address of a control plane, and would go down with it',
        'write an address in the same network that no host has',
      ),
    ];
  }
  if (endpoint?.via === 'keepalived' && (endpoint.port ?? 8443) === 6443) {
    return [
      error(
        ['endpoint', 'port'],
        6443,
        'is taken on the control planes by the API itself',
        'leave it out, or write another',
      ),
    ];
  }
  return [];
}

function versionProblems(options: OnPremOptions): readonly Problem[] {
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

function systemProblems({ system, endpoint }: OnPremOptions): readonly Problem[] {
  if (endpoint?.via !== 'keepalived' || (system !== 'flatcar' && system !== 'fedora-coreos')) return [];
  return [
    error(
      ['endpoint', 'via'],
      'keepalived',
      `nothing can be installed into the /usr of ${system}`,
      "write 'external' and the address of a load balancer of yours",
    ),
  ];
}
