import { ComputeRoute } from '@cdktf/provider-google/lib/compute-route';
import { DnsManagedZone } from '@cdktf/provider-google/lib/dns-managed-zone';
import { DnsRecordSet } from '@cdktf/provider-google/lib/dns-record-set';
import type { Construct } from 'constructs';
import { listAddresses } from '../../../src/schema/address-range';
import { renderLabels } from '../cloud/labels';
import { formatName } from '../cloud/names';

/**
 * Addresses of restricted.googleapis.com, which only machines of a network with Private Google Access reach. They offer the APIs
 * that VPC Service Controls protect, with those of GKE, Artifact Registry and all data services of `plinth/google`.
 * @see https://cloud.google.com/vpc/docs/configure-private-google-access
 */
export const googleApiRange = '199.36.153.4/30';

/** Domains of APIs and of images. */
const domains = ['googleapis.com', 'gcr.io', 'pkg.dev'];

/** Host name of the APIs at these addresses. */
const restrictedHost = 'restricted.googleapis.com.';

const ttl = 300;

/** Network whose machines reach the APIs of Google without a way to the internet. */
export interface ApiNetwork {
  readonly name: string;
  /** ID, as a Terraform expression. */
  readonly networkId: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Adds the route to the APIs of Google, and private zones in which all names of the APIs have these addresses. */
export function addGoogleApiAccess(scope: Construct, { name, networkId, labels }: ApiNetwork): void {
  new ComputeRoute(scope, 'google-apis-route', {
    name: formatName('network', name, 'google-apis'),
    network: networkId,
    destRange: googleApiRange,
    nextHopGateway: 'default-internet-gateway',
  });
  for (const domain of domains) {
    const id = domain.replace('.', '-');
    const zone = new DnsManagedZone(scope, `${id}-zone`, {
      name: formatName('network', name, id),
      dnsName: `${domain}.`,
      description: 'APIs of Google at restricted.googleapis.com',
      visibility: 'private',
      privateVisibilityConfig: { networks: [{ networkUrl: networkId }] },
      labels: renderLabels(labels),
    });
    const isApis = restrictedHost.endsWith(`.${domain}.`);
    const host = isApis ? restrictedHost : `${domain}.`;
    new DnsRecordSet(scope, `${id}-addresses`, {
      managedZone: zone.name,
      name: host,
      type: 'A',
      ttl,
      rrdatas: [...listAddresses(googleApiRange, 4)],
    });
    new DnsRecordSet(scope, `${id}-names`, {
      managedZone: zone.name,
      name: `*.${domain}.`,
      type: 'CNAME',
      ttl,
      rrdatas: [host],
    });
  }
}
