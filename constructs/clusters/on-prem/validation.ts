import { X509Certificate } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { suggest } from '../../../src/schema/suggestions';
import { rangesOverlap } from '../../../src/schema/address-range';
import type { KubernetesVersion } from '../../../src/definition/kubernetes-versions';
import { resolveOidcIssuer } from './kubeadm';
import { checkRangeSizes } from './range-validation';
import { listHosts } from './hosts';
import { checkRoutes } from './route-validation';
import { checkZones } from './zones';
import type { OnPremOptions } from './schema';
import { warnAboutWeakenedArguments } from './weakened-arguments';

/** Returns the errors in the options of an on-premises cluster that a schema cannot find. */
export function checkOnPremOptions(options: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  return [
    ...checkControlPlanes(options, cluster),
    ...checkPatchVersion(options),
    ...checkSshHosts(options),
    ...checkSecondAddresses(options),
    ...checkZones(options),
    ...checkCertificateAuthority(options),
    ...checkKeepalivedSupport(options),
    ...checkOidcIssuer(options, cluster),
    ...checkArtifacts(options),
    ...warnAboutWeakenedDefaults(options),
    ...warnAboutMissingHostMetrics(cluster),
    ...warnAboutWeakenedArguments(options),
    ...checkRangeSizes(options, cluster),
    ...checkRoutes(options, cluster),
  ];
}

/** Warns about each option that makes the cluster less secure than by default. */
function warnAboutWeakenedDefaults(options: OnPremOptions): readonly Problem[] {
  const { encryptionKey, auditPolicy, controlPlaneMetrics, workloadsOnControlPlanes, workers } = options;
  return [
    ...(encryptionKey === false
      ? [
          warning(
            ['encryptionKey'],
            encryptionKey,
            'stores Secrets in etcd, and in snapshots of it, without encryption',
            'remove it, or write the number of a key',
          ),
        ]
      : []),
    ...(auditPolicy === false
      ? [
          warning(
            ['auditPolicy'],
            auditPolicy,
            'records no request to the API server, so that an attack cannot be reconstructed',
            'remove it, or write a policy that records less',
          ),
        ]
      : []),
    ...(controlPlaneMetrics
      ? [
          warning(
            ['controlPlaneMetrics'],
            controlPlaneMetrics,
            'serves the metrics of etcd and kube-proxy to everybody who reaches the hosts',
            'allow ports 2381 and 10249 of the hosts for Prometheus only, in the firewall of the network',
          ),
        ]
      : []),
    // Without workers there is no other place for pods.
    ...(workloadsOnControlPlanes && Object.keys(workers).length > 0
      ? [
          warning(
            ['workloadsOnControlPlanes'],
            workloadsOnControlPlanes,
            'lets pods of tenants run next to the API server and etcd',
            'remove it, if the workers have room',
          ),
        ]
      : []),
  ];
}

/** Warns about metrics that nothing collects: without them, no alert reports a certificate that expires, or a missing backup. */
function warnAboutMissingHostMetrics({ capabilities }: ClusterInfo): readonly Problem[] {
  if (capabilities.metrics === undefined || capabilities['node-metrics'] !== undefined) return [];
  return [
    warning(
      ['components'],
      undefined,
      'collect no metrics of the hosts: no alert reports certificates that expire, or backups that are missing',
      'add nodeExporter() or telegraf()',
    ),
  ];
}

/** Checks that what hosts download without TLS, and run as root, is protected by a digest. */
function checkArtifacts({ artifacts }: OnPremOptions): readonly Problem[] {
  if (artifacts === undefined || artifacts.sha256 !== undefined || !artifacts.url.startsWith('http:')) return [];
  return [
    error(
      ['artifacts', 'sha256'],
      undefined,
      `is required with ${artifacts.url}: without TLS, anyone on the network could replace SHA256SUMS and the programs`,
      'write what `sha256sum SHA256SUMS` prints, or an https:// URL',
    ),
  ];
}

function checkControlPlanes({ controlPlanes, endpoint }: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  const names = Object.keys(controlPlanes);
  if (names.length === 0) {
    return [
      error(
        ['controlPlanes'],
        {},
        'must contain at least one control plane',
        "write one or three, such as { cp1: '10.0.0.11' }",
      ),
    ];
  }
  if (names.length > 1 && !endpoint) {
    const fix =
      "write endpoint: { address: … } with the address of your load balancer, or with a free address and via: 'keepalived' or 'kube-vip'";
    const message = `is required with ${names.length} control planes, as an address that does not depend on one of them`;
    return [error(['endpoint'], undefined, message, fix)];
  }
  return endpoint ? checkEndpoint(endpoint, Object.values(controlPlanes), cluster) : [];
}

/** Checks an endpoint whose address is held by the control planes. */
function checkEndpoint(
  endpoint: NonNullable<OnPremOptions['endpoint']>,
  controlPlaneAddresses: readonly string[],
  cluster: ClusterInfo,
): readonly Problem[] {
  const { address, port, via } = endpoint;
  if (via === 'external') return [];
  const addressFix = "write a free address in the control planes' network";
  if (controlPlaneAddresses.includes(address)) {
    const message = 'is the address of a control plane, and would be unavailable together with it';
    return [error(['endpoint', 'address'], address, message, addressFix)];
  }
  if (!ipaddr.isValid(address)) {
    return [error(['endpoint', 'address'], address, `must be an IP address with via: '${via}'`, addressFix)];
  }
  const loadBalancerRanges = tryGetEndpoint(cluster, 'load-balancer')?.addresses ?? [];
  const overlappingRange = loadBalancerRanges.find((range) => rangesOverlap(range, address));
  if (overlappingRange !== undefined) {
    const message = `is in ${overlappingRange}, a range of addresses that the load balancer assigns to Services`;
    return [error(['endpoint', 'address'], address, message, 'write an address outside of this range')];
  }
  if (via === 'keepalived' && port === 6443) {
    const message = 'is already used by the API server on the control planes';
    return [error(['endpoint', 'port'], port, message, 'remove it, or write another port')];
  }
  if (via === 'kube-vip' && (port ?? 6443) !== 6443) {
    const message = 'must be 6443, the port of the API server, since kube-vip does not forward to other ports';
    return [error(['endpoint', 'port'], port, message, "remove it, or write via: 'keepalived'")];
  }
  return [];
}

function checkSshHosts(options: OnPremOptions): readonly Problem[] {
  const names = listHosts(options).map(({ name }) => name);
  return Object.keys(options.ssh.hosts)
    .filter((name) => !names.includes(name))
    .map((name) => error(['ssh', 'hosts', name], undefined, 'is not a host of this cluster', suggest(name, names)));
}

/** Checks that `dualStack` has an address of every node, and of no other host. */
function checkSecondAddresses(options: OnPremOptions): readonly Problem[] {
  const { dualStack } = options;
  if (!dualStack) return [];
  const path = ['dualStack', 'addresses'];
  const nodes = listHosts(options).filter(({ role }) => role !== 'etcd');
  const names = nodes.map(({ name }) => name);
  const missing = names.filter((name) => !(name in dualStack.addresses));
  const others = Object.keys(dualStack.addresses).filter((name) => !names.includes(name));
  return [
    ...(missing.length > 0
      ? [
          error(
            path,
            undefined,
            `has no address of ${missing.join(', ')}: every node of a dual-stack cluster has one of each IP family`,
            'write the addresses of all control planes and workers',
          ),
        ]
      : []),
    ...others.map((name) => {
      const isEtcdHost = name in options.etcd;
      const message = isEtcdHost
        ? 'is a host that runs only etcd, and needs one address'
        : 'is not a node of this cluster';
      return error(
        [...path, name],
        dualStack.addresses[name],
        message,
        isEtcdHost ? 'remove it' : suggest(name, names),
      );
    }),
  ];
}

function checkPatchVersion(options: OnPremOptions): readonly Problem[] {
  const { kubernetes } = options as OnPremOptions & { readonly kubernetes?: KubernetesVersion };
  if (options.patch === undefined || kubernetes === undefined || options.patch.startsWith(`${kubernetes}.`)) return [];
  return [
    error(
      ['patch'],
      options.patch,
      `is not a patch version of Kubernetes ${kubernetes}`,
      `write a version that starts with ${kubernetes}., or change \`kubernetes\``,
    ),
  ];
}

/** Checks that the CA of the cluster may sign certificates. The deploy also checks its key and its validity. */
function checkCertificateAuthority({ certificateAuthority }: OnPremOptions): readonly Problem[] {
  if (!certificateAuthority) return [];
  const path = ['certificateAuthority', 'certificate'];
  const { certificate } = certificateAuthority;
  try {
    if (new X509Certificate(certificate).ca) return [];
  } catch {
    return [error(path, undefined, 'is not a valid certificate', 'write the content of a file in PEM format')];
  }
  const fix = 'write a certificate with the basic constraint CA:TRUE, such as that of an intermediate CA';
  return [error(path, undefined, 'is not the certificate of a CA', fix)];
}

function checkKeepalivedSupport({ system, endpoint }: OnPremOptions): readonly Problem[] {
  if (endpoint?.via !== 'keepalived' || (system !== 'flatcar' && system !== 'fedora-coreos')) return [];
  return [
    error(
      ['endpoint', 'via'],
      'keepalived',
      `cannot be installed on ${system}, whose /usr is read-only`,
      "write 'kube-vip', or 'external' with the address of your load balancer",
    ),
  ];
}

function checkOidcIssuer({ oidc }: OnPremOptions, cluster: ClusterInfo): readonly Problem[] {
  const { issuers } = cluster;
  if (!oidc || oidc.issuer?.startsWith('https://') || (oidc.issuer !== undefined && oidc.issuer in issuers)) return [];
  if (oidc.issuer === undefined && resolveOidcIssuer(oidc, cluster) !== undefined) return [];
  const names = Object.keys(issuers).map((name) => `'${name}'`);
  return [
    error(
      ['oidc', 'issuer'],
      oidc.issuer,
      oidc.issuer === undefined
        ? 'is required: no component of this cluster provides `identity`'
        : 'is not a component of this cluster that issues tokens',
      `write ${[...names, 'the URL of an issuer'].join(' or ')}`,
    ),
  ];
}
