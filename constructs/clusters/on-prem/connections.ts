import { z } from 'zod';
import { connectionSchema, connectionsDescription } from '../../../src/definition/network-connections';
import { ipAddress, nonEmptyList, recordByName } from '../../../src/schema/field-types';
import { valuesByHost } from './host-patterns';

/** Gateway of the ranges of one IP family, or one for each of both. */
const gateways = z
  .union([ipAddress, nonEmptyList(ipAddress)], 'must be an IP address, or one of each IP family')
  .meta({ examples: ['10.0.0.254', ['10.0.0.254', 'fd00:10::fe']] });

/** Schema of the connections of an on-premises cluster: ranges that the hosts route to a gateway, if it has one. */
export const routedConnections = recordByName(
  connectionSchema.extend({
    via: z
      .union(
        [gateways, valuesByHost(gateways)],
        "must be the IP address of a gateway, one of each IP family, or those of each host: write one such as 10.0.0.254, or { 'w[01-20]': '10.0.1.254', … }",
      )
      .optional()
      .describe(
        "gateway on the network of the hosts, to which all control planes and workers get routes for `cidrs`; a list has one for each IP family; an object has those of each host, such as 'w[01-20]': '10.0.1.254', where racks have their own; @default the hosts have routes without Plinth",
      ),
    mtu: z
      .int()
      .min(576)
      .max(65535)
      .optional()
      .meta({ examples: [1400] })
      .describe(
        'largest packet on the routes, in bytes, such as that of a VPN; requires `via`; @default that of the network of the hosts',
      ),
  }),
)
  .optional()
  .describe(connectionsDescription);
