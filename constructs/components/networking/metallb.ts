import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { OptionsOf } from '../../../src/definition/component';
import { error, type Problem } from '../../../src/schema/problem';
import { rangesOverlap } from '../../../src/schema/address-range';
import { addressRange, dnsLabel, helmValues, ipAddress, nonEmptyList } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

const asn = z.int().min(1).max(4294967295);

const bgpPeer = z.strictObject({
  address: ipAddress.describe('router to tell the addresses to'),
  asn: asn.describe('its autonomous system'),
  localAsn: asn.describe("the cluster's autonomous system"),
  passwordSecret: dnsLabel.optional().describe('Secret of type kubernetes.io/basic-auth with the key `password`'),
});

const schema = z.strictObject({
  addresses: nonEmptyList(addressRange).describe('ranges that it may give out; nobody else may use them'),
  interfaces: nonEmptyList(z.string().min(1)).optional().describe('interfaces of the nodes to answer on; @default all'),
  bgpPeers: nonEmptyList(bgpPeer)
    .optional()
    .describe('routers to tell the addresses to; @default none: nodes answer for them'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * Gives Services of type LoadBalancer an address of the rack's network, and answers for it by ARP or tells routers by
 * BGP.
 * @see https://metallb.io/configuration/
 * @example
 * metallb({ addresses: ['10.0.9.0/24', '10.0.10.20-10.0.10.40'] })
 */
export const metallb = componentKind({
  kind: 'metallb',
  summary: 'Addresses for Services of type LoadBalancer, on your own network.',
  schema,
  requires: () => ['network'],
  provides: ({ addresses }) => ({ 'load-balancer': { addresses } }),
  validate: (options, cluster) => [...validateAddresses(options, cluster), ...validateBgpPeers(options)],
  releases: ({ name, addresses, interfaces, bgpPeers, values }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    return [
      {
        name,
        namespace: name,
        // Its speakers answer on the network of the nodes.
        podSecurity: 'privileged',
        chart: charts.metallb,
        values: mergeHelmValues(
          {
            controller: {
              image: { repository: resolveImage(cluster, 'quay.io/metallb/controller') },
              resources: containerResources('20m', '64Mi', '128Mi'),
            },
            speaker: {
              image: { repository: resolveImage(cluster, 'quay.io/metallb/speaker') },
              resources: containerResources('50m', '64Mi', '128Mi'),
              frr: { enabled: false },
            },
            // MetalLB speaks enough BGP by itself to announce addresses.
            frrk8s: { enabled: false },
            prometheus: {
              rbacPrometheus: false,
              serviceMonitor: { enabled: metrics },
              // Its own rules tell nobody what to do.
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
      ...monitoringReleases({ name, namespace: name, alerts: alerts(name, bgpPeers !== undefined) }, cluster),
    ];
  },
});

function validateAddresses(
  { addresses }: Options,
  { podCidr, serviceCidr, machines }: ClusterInfo,
): readonly Problem[] {
  return addresses.flatMap((range, index) => {
    const taken = [
      ...addresses.slice(0, index).map((other) => [other, `another of the ranges, ${other}`] as const),
      [podCidr, `the range of pods, ${podCidr}`] as const,
      [serviceCidr, `the range of services, ${serviceCidr}`] as const,
      ...machines.map(({ name, address }) => [address, `host '${name}', ${address}`] as const),
    ].find(([other]) => rangesOverlap(range, other));
    if (!taken) return [];
    return [error(['addresses', index], range, `has addresses of ${taken[1]}`, 'write a range that nobody else uses')];
  });
}

function validateBgpPeers({ interfaces, bgpPeers = [] }: Options): readonly Problem[] {
  const beside =
    interfaces && bgpPeers.length > 0
      ? [
          error(
            ['interfaces'],
            interfaces,
            'says where to answer by ARP, and `bgpPeers` tell by BGP',
            'write one of them',
          ),
        ]
      : [];
  const twice = bgpPeers.flatMap(({ address }, index) =>
    bgpPeers.findIndex((peer) => peer.address === address) < index
      ? [error(['bgpPeers', index, 'address'], address, 'is told already', 'write each router once')]
      : [],
  );
  return [...beside, ...twice];
}

/** @see https://metallb.io/prometheus-metrics/ */
function alerts(namespace: string, bgp: boolean): readonly AlertRule[] {
  const inUse = 'metallb_allocator_addresses_in_use_total';
  const all = 'metallb_allocator_addresses_total';
  return [
    {
      name: 'LoadBalancerDown',
      expr: `absent(up{namespace="${namespace}", container="controller"} == 1)`,
      forMinutes: 10,
      severity: 'critical',
      summary: 'The controller of MetalLB does not answer: no Service gets an address.',
      runbook: `kubectl -n ${namespace} get pods, then the log of the controller; Services keep the addresses that they have.`,
    },
    {
      name: 'LoadBalancerConfigurationRefused',
      expr: 'metallb_k8s_client_config_stale_bool == 1 or metallb_k8s_client_config_loaded_bool == 0',
      forMinutes: 5,
      severity: 'critical',
      summary: '{{ $labels.pod }} refuses its configuration, and goes on with the one before if it had any.',
      runbook: `kubectl -n ${namespace} logs {{ $labels.pod }} says which pool or peer is wrong; what others than Plinth made there counts too.`,
    },
    {
      name: 'LoadBalancerAddressesNearlyGone',
      expr: `${inUse} / ${all} > 0.85 and ${inUse} < ${all}`,
      forMinutes: 15,
      severity: 'warning',
      summary: 'Of the addresses in {{ $labels.pool }}, {{ $value | humanizePercentage }} are taken.',
      runbook:
        'Write another range in `addresses` of metallb, or delete Services of type LoadBalancer that nobody needs.',
    },
    {
      name: 'LoadBalancerAddressesGone',
      expr: `${inUse} >= ${all}`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'All addresses in {{ $labels.pool }} are taken: the next Service waits for ever.',
      runbook:
        'Write another range in `addresses` of metallb, or delete Services of type LoadBalancer that nobody needs.',
    },
    ...(bgp
      ? [
          {
            name: 'LoadBalancerSessionDown',
            expr: 'metallb_bgp_session_up == 0',
            forMinutes: 5,
            severity: 'critical' as const,
            summary: '{{ $labels.pod }} has no session with router {{ $labels.peer }}.',
            runbook:
              'Look whether the router is up, and whether address, autonomous systems and password are the same on both sides; its log says why it ends sessions.',
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
  const draw = (kind: string, spec: object, name = 'default', apiVersion = 'metallb.io/v1beta1') =>
    new ApiObject(scope, `${kind}-${name}`, { apiVersion, kind, metadata: { name, namespace }, spec });
  draw('IPAddressPool', { addresses });
  if (!bgpPeers) {
    draw('L2Advertisement', { ipAddressPools: ['default'], ...(interfaces ? { interfaces } : {}) });
    return;
  }
  for (const { address, asn: peerASN, localAsn: myASN, passwordSecret } of bgpPeers) {
    const secret = passwordSecret === undefined ? {} : { passwordSecret: { name: passwordSecret, namespace } };
    const name = `peer-${address.replace(/[.:]+/g, '-')}`;
    draw('BGPPeer', { peerAddress: address, peerASN, myASN, ...secret }, name, 'metallb.io/v1beta2');
  }
  draw('BGPAdvertisement', { ipAddressPools: ['default'] });
}
