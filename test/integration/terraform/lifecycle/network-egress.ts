import type { Language } from '../../../../src/create-language';
import { createAksPlatform, createAzureLanguage, type Azure } from '../../../support/azure';
import { createAwsLanguage, createEksPlatform, type Aws } from '../../../support/aws';
import { createGkePlatform, createGoogleLanguage, type Google } from '../../../support/google';
import type { Lifecycle } from './lifecycle';

/** Network of a cloud, and what leads out of it. */
interface EgressNetwork {
  readonly name: string;
  readonly language: Language;
  readonly createPlatform: (cluster: object) => object;
  /** Registry that mirrors all images. */
  readonly registryMirror: string;
  /** Name of the stack of the network. */
  readonly stack: string;
  /** Connection with the network of the appliance in `via`. */
  readonly hub: object;
  readonly via: string;
  /** Addresses of the resources of NAT. */
  readonly nat: readonly string[];
  /** Addresses of what replaces the public addresses of services of the cloud, where nodes reach none of the internet. */
  readonly isolated: readonly string[];
  /**
   * Addresses of permissions of the cluster for what is in `isolated`, and of the wait after all its permissions.
   * @default none
   */
  readonly permissions?: { readonly isolated: readonly string[]; readonly delay: string };
}

/** Returns the life of a network whose way out changes: nothing but the way out is destroyed. */
function createEgressLifecycle(network: EgressNetwork): Lifecycle {
  const { name, language, createPlatform, registryMirror, stack, hub, via, nat, isolated, permissions } = network;
  const connections = { hub };
  const withEgress = (egress: unknown) => createPlatform({ registryMirror, connections, network: { egress } });
  const inStack = (addresses: readonly string[]) => addresses.map((address) => `${stack}: ${address}`);
  const inCluster = (address: string) => `cloud1-infrastructure: ${address}`;
  // Another list of permissions replaces the wait after them.
  const replaced = permissions ? [inCluster(permissions.delay)] : [];
  return {
    name: `${name} with another egress`,
    language,
    steps: [
      { title: 'a network has NAT', definition: withEgress('nat-gateway'), states: { [stack]: 'some' } },
      {
        title: 'a network that leads nowhere loses NAT, and gets private endpoints',
        definition: withEgress('none'),
        destroyed: [...inStack(nat), ...replaced],
      },
      {
        title: 'a network that leads to an appliance gets a route',
        definition: withEgress({ via }),
        destroyed: [...inStack(isolated), ...(permissions?.isolated ?? []).map(inCluster), ...replaced],
      },
    ],
  };
}

/** Returns the life of a network in AWS whose way out changes. */
export function createAwsEgressLifecycle(aws: Aws): Lifecycle {
  const zones = ['a', 'b', 'c'];
  const via = 'tgw-0123456789abcdef0';
  const services = [
    ...['ec2', 'ecr-api', 'ecr-dkr', 'eks', 'eks-auth', 'elasticloadbalancing', 'logs', 'monitoring'],
    ...['secretsmanager', 'sqs', 'ssm', 'sts', 'xray'],
  ];
  return createEgressLifecycle({
    name: 'AWS',
    language: createAwsLanguage(aws),
    createPlatform: createEksPlatform,
    registryMirror: '123456789012.dkr.ecr.eu-north-1.amazonaws.com/mirror',
    stack: 'prod-eu-north-1-network',
    hub: { cidrs: ['10.80.0.0/16'], ports: [443], via },
    via,
    nat: zones.flatMap((zone) => [
      `aws_eip.nat-${zone}-address`,
      `aws_nat_gateway.nat-${zone}`,
      `aws_route.private-${zone}-internet`,
    ]),
    isolated: [
      ...services.map((service) => `aws_vpc_endpoint.endpoint-${service}`),
      'aws_security_group.endpoints',
      'aws_vpc_security_group_ingress_rule.endpoints-nodes',
    ],
  });
}

/** Returns the life of a network in Azure whose way out changes. */
export function createAzureEgressLifecycle(azure: Azure): Lifecycle {
  const hub =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub';
  return createEgressLifecycle({
    name: 'Azure',
    language: createAzureLanguage(azure),
    createPlatform: createAksPlatform,
    registryMirror: 'acme.azurecr.io/mirror',
    stack: 'prod-swedencentral-network',
    hub: { cidrs: ['10.80.0.0/16'], ports: [443], via: hub },
    via: '10.80.0.4',
    nat: [
      'azurerm_nat_gateway.nat',
      'azurerm_nat_gateway_public_ip_association.nat-address-association',
      'azurerm_public_ip.nat-address',
      'azurerm_subnet_nat_gateway_association.nodes-nat',
    ],
    isolated: [
      'azurerm_container_registry.registry',
      'azurerm_container_registry_cache_rule.registry-cache',
      'azurerm_private_dns_zone.registry-zone',
      'azurerm_private_dns_zone_virtual_network_link.registry-zone-link',
      'azurerm_private_endpoint.registry-endpoint',
    ],
    permissions: {
      isolated: ['azurerm_role_assignment.pull-artifact-cache'],
      delay: 'terraform_data.permissions-delay',
    },
  });
}

/** Returns the life of a network in Google Cloud whose way out changes. */
export function createGoogleEgressLifecycle(google: Google): Lifecycle {
  return createEgressLifecycle({
    name: 'Google Cloud',
    language: createGoogleLanguage(google),
    createPlatform: createGkePlatform,
    registryMirror: 'europe-north1-docker.pkg.dev/acme-prod/mirror',
    stack: 'prod-europe-north1-network',
    hub: { cidrs: ['10.80.0.0/16'], ports: [443], via: 'projects/acme-hub/global/networks/hub' },
    via: '10.80.0.4',
    nat: [
      'google_compute_address.nat-address',
      'google_compute_route.internet-route',
      'google_compute_router.router',
      'google_compute_router_nat.nat',
    ],
    isolated: ['google_compute_firewall.egress-allowed', 'google_compute_firewall.egress-others'],
  });
}
