import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { listClusterRanges, listServiceRanges } from '../../../src/kinds/cluster-ranges';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error, type Problem } from '../../../src/schema/problem';
import { addressFamily, rangesOverlap } from '../../../src/schema/address-range';
import { addressRange, dnsLabel, helmValues, ipAddress, nonEmptyList } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';

const asn = z.int().min(1).max(4294967295);

const bgpPeer = z.strictObject({
  address: ipAddress.describe('address of the router'),
  asn: asn.describe('autonomous system number of the router'),
  localAsn: asn.describe('autonomous system number of the cluster'),
  passwordSecret: dnsLabel
    .optional()
    .describe(
      'Secret of type kubernetes.io/basic-auth with the key `password`, in the namespace of the component; @default no password',
    ),
});

const schema = z.strictObject({
  addresses: nonEmptyList(addressRange).describe(
    'address ranges for Services; no other device may use these addresses',
  ),
  interfaces: nonEmptyList(z.string().min(1))
    .optional()
    .meta({ examples: [['eth0']] })
    .describe('network interfaces of the nodes that answer ARP; @default all'),
  bgpPeers: nonEmptyList(bgpPeer)
    .optional()
    .describe('routers to which addresses are announced by BGP; @default none, nodes answer ARP'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * MetalLB: addresses of your own network for Services of type LoadBalancer, announced by ARP (layer 2) or by BGP.
 * @see https://metallb.io/configuration/
 * @example
 * metallb({ addresses: ['10.0.9.0/24', '10.0.10.20-10.0.10.40'] })
 */
export const metallb = componentKind({
  kind: 'metallb',
  summary: 'Addresses of your own network for Services of type LoadBalancer, by MetalLB.',
  schema,
  requires: () => ['network'],
  provides: ({ addresses }) => ({ 'load-balancer': { endpoint: { addresses } } }),
  secrets: ({ name, bgpPeers = [] }) =>
    [...new Set(bgpPeers.flatMap(({ passwordSecret }) => passwordSecret ?? []))].map((secret) => ({
      namespace: name,
      name: secret,
      requiredFor: 'metallb({ bgpPeers }) with passwordSecret',
      values: { password: { from: 'provided', description: 'password of the router' } },
      type: 'kubernetes.io/basic-auth',
      rotation: { reloads: 'MetalLB reads it again' },
    })),
  validate: (options, cluster) => [...validateAddresses(options, cluster), ...validateBgpPeers(options)],
  releases: ({ name, addresses, interfaces, bgpPeers, values }, cluster) => {
    const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        // The speakers run on the host network.
        podSecurity: 'privileged',
        chart: charts.metallb,
        values: mergeHelmValues(
          {
            controller: {
              image: { repository: resolveImage(cluster, 'quay.io/metallb/controller') },
              resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
            },
            speaker: {
              image: { repository: resolveImage(cluster, 'quay.io/metallb/speaker') },
              resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
              frr: { enabled: false },
            },
            // The native BGP implementation of MetalLB is enough to announce addresses.
            frrk8s: { enabled: false },
            prometheus: {
              rbacPrometheus: false,
              serviceMonitor: { enabled: hasMetrics },
              // Its alerting rules have no runbooks; the release below has its own.
              prometheusRule: { enabled: false },
            },
          },
          values,
        ),
        images: charts.metallb.images.filter((image) => /metallb\/(controller|speaker):/.test(image)),
        networkRules: {
          controller: {
            podLabels: { 'app.kubernetes.io/component': 'controller' },
            ingress: [
              { peer: 'api-server', ports: [9443] },
              { peer: { capability: 'metrics' }, ports: [9120] },
            ],
            egress: [{ peer: 'api-server' }],
          },
        },
      },
      {
        name: `${name}-addresses`,
        namespace: name,
        podSecurity: 'restricted',
        after: [name],
        objects: {
          'objects.yaml': (scope) => {
            addAddressPool(scope, name, addresses, interfaces, bgpPeers);
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts: alertRules(name, bgpPeers !== undefined) }, cluster),
    ];
  },
});

function validateAddresses({ addresses }: Options, cluster: ClusterInfo): readonly Problem[] {
  const clusterRanges = listClusterRanges(cluster);
  const families = listServiceRanges(cluster).map(addressFamily);
  return addresses.flatMap((range, index) => {
    const reservedRanges = [
      ...addresses.slice(0, index).map((other) => ({ range: other, owner: `another range, ${other}` })),
      ...clusterRanges.map((other) => ({ range: other.range, owner: `${other.option}, ${other.range}` })),
      ...cluster.machines
        .flatMap(({ name, address, secondAddress }) => [
          { name, address },
          ...(secondAddress === undefined ? [] : [{ name, address: secondAddress }]),
        ])
        .map(({ name, address }) => ({ range: address, owner: `machine '${name}', ${address}` })),
    ];
    const family = addressFamily(range);
    if (!families.includes(family)) {
      const name = family === 'ipv4' ? 'IPv4' : 'IPv6';
      const fix = 'remove it, or add this IP family to the cluster (`dualStack`)';
      return [error(['addresses', index], range, `is ${name}, which no Service of the cluster has`, fix)];
    }
    const conflict = reservedRanges.find((reserved) => rangesOverlap(range, reserved.range));
    return conflict
      ? [error(['addresses', index], range, `overlaps with ${conflict.owner}`, 'write a range that is not in use')]
      : [];
  });
}

function validateBgpPeers({ interfaces, bgpPeers = [] }: Options): readonly Problem[] {
  const unusedInterfaces =
    interfaces && bgpPeers.length > 0
      ? [
          error(
            ['interfaces'],
            interfaces,
            'applies to ARP only, and `bgpPeers` announces addresses by BGP',
            'remove `interfaces` or `bgpPeers`',
          ),
        ]
      : [];
  const duplicates = bgpPeers.flatMap(({ address }, index) =>
    bgpPeers.findIndex((peer) => peer.address === address) < index
      ? [error(['bgpPeers', index, 'address'], address, 'is a duplicate', 'write each router once')]
      : [],
  );
  return [...unusedInterfaces, ...duplicates];
}

/**
 * Returns the alerting rules of MetalLB.
 * @see https://metallb.io/prometheus-metrics/
 */
function alertRules(namespace: string, usesBgp: boolean): readonly AlertRule[] {
  const addressesInUse = 'metallb_allocator_addresses_in_use_total';
  const addressesTotal = 'metallb_allocator_addresses_total';
  return [
    {
      name: 'LoadBalancerDown',
      expr: `absent(up{namespace="${namespace}", container="controller"} == 1)`,
      forMinutes: 10,
      severity: 'critical',
      summary: 'The controller of MetalLB is down: new Services get no address.',
      runbook: `Run kubectl -n ${namespace} get pods and check the log of the controller; existing Services keep their addresses.`,
    },
    {
      name: 'LoadBalancerConfigurationRefused',
      expr: 'metallb_k8s_client_config_stale_bool == 1 or metallb_k8s_client_config_loaded_bool == 0',
      forMinutes: 5,
      severity: 'critical',
      summary: '{{ $labels.pod }} rejects its configuration and continues with the previous one, if any.',
      runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} shows which pool or peer is invalid; objects that Plinth did not create count too.`,
    },
    {
      name: 'LoadBalancerAddressesNearlyGone',
      expr: `${addressesInUse} / ${addressesTotal} > 0.85 and ${addressesInUse} < ${addressesTotal}`,
      forMinutes: 15,
      severity: 'warning',
      summary: '{{ $value | humanizePercentage }} of the addresses in pool {{ $labels.pool }} are in use.',
      runbook: 'Add a range to `addresses` of metallb, or delete unused Services of type LoadBalancer.',
    },
    {
      name: 'LoadBalancerAddressesGone',
      expr: `${addressesInUse} >= ${addressesTotal}`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'All addresses in pool {{ $labels.pool }} are in use: the next Service stays pending.',
      runbook: 'Add a range to `addresses` of metallb, or delete unused Services of type LoadBalancer.',
    },
    ...(usesBgp
      ? [
          {
            name: 'LoadBalancerSessionDown',
            expr: 'metallb_bgp_session_up == 0',
            forMinutes: 5,
            severity: 'critical' as const,
            summary: '{{ $labels.pod }} has no BGP session with router {{ $labels.peer }}.',
            runbook:
              'Check whether the router is up, and whether address, AS numbers and password match on both sides; the log of the pod shows why sessions end.',
          },
        ]
      : []),
  ];
}

function addAddressPool(
  scope: Construct,
  namespace: string,
  addresses: readonly string[],
  interfaces: readonly string[] | undefined,
  bgpPeers: readonly Readonly<z.output<typeof bgpPeer>>[] | undefined,
): void {
  const addResource = (kind: string, spec: object, name = 'default', apiVersion = 'metallb.io/v1beta1') =>
    addObject(scope, `${kind}-${name}`, { apiVersion, kind, metadata: { name, namespace }, spec });
  addResource('IPAddressPool', { addresses });
  if (!bgpPeers) {
    addResource('L2Advertisement', { ipAddressPools: ['default'], ...(interfaces ? { interfaces } : {}) });
    return;
  }
  for (const { address, asn: peerASN, localAsn: myASN, passwordSecret } of bgpPeers) {
    const password = passwordSecret === undefined ? {} : { passwordSecret: { name: passwordSecret, namespace } };
    const name = `peer-${address.replace(/[.:]+/g, '-')}`;
    addResource('BGPPeer', { peerAddress: address, peerASN, myASN, ...password }, name, 'metallb.io/v1beta2');
  }
  addResource('BGPAdvertisement', { ipAddressPools: ['default'] });
}
