import { list, cidr } from '../../src/schema/field-types';
import { addressFamily, isWithinRange } from '../../src/schema/address-range';
import { error, type Problem } from '../../src/schema/problem';
import type { CloudConnections, PrivateLinkRules } from './network-connections';

/** Schema of the option `apiClients` of a cluster. */
export const apiClientsSchema = list(
  cidr.refine(
    (range) => addressFamily(range) === 'ipv4' && !range.endsWith('/0'),
    'must be an IPv4 range of your networks: write one such as 10.80.4.0/24',
  ),
)
  .default([])
  .meta({ examples: [['10.80.4.0/24']] })
  .describe(
    'address ranges in the network, or in connected ones, whose clients reach the private endpoint of the API, such as runners of a CI; @default nodes and pods only',
  );

/**
 * Checks that clients of the API are in the network that Plinth creates, or in a network to which it has routes.
 * @param networkCidr range of the network that Plinth creates; the routes of an existing one are not known
 */
export function checkApiClients(
  apiClients: readonly string[],
  networkCidr: string,
  connections: CloudConnections,
  { isService }: Pick<PrivateLinkRules, 'isService'>,
): readonly Problem[] {
  const routed = Object.values(connections).flatMap(({ cidrs, via }) =>
    via === undefined || isService(via) ? [] : cidrs,
  );
  return apiClients.flatMap((range, index) =>
    [networkCidr, ...routed].some((network) => isWithinRange(range, network))
      ? []
      : [
          error(
            ['apiClients', index],
            range,
            `is neither in the network ${networkCidr} nor in a connected one`,
            'write a range of the network, or add the network of the clients to `connections`',
          ),
        ],
  );
}
