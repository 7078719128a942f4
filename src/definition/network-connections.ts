import { z } from 'zod';
import { nameSchema } from '../schema/json-schema';
import { cidr, nonEmptyList, port } from '../schema/field-types';

/** Schema of a connection of a cluster with another network: its addresses, and the ports that workloads may call. */
export const connectionSchema = z.strictObject({
  cidrs: nonEmptyList(cidr).describe('address ranges of the other network'),
  ports: nonEmptyList(port).describe('TCP ports that workloads may call'),
});
nameSchema('NetworkConnection', connectionSchema);

/** Connection of a cluster with another network. */
export type NetworkConnection = Readonly<z.output<typeof connectionSchema>>;

/** Description of the option `connections` of clusters, of which clouds extend the schema. */
export const connectionsDescription =
  'connections with other networks, such as that of an analytics platform, by name; workloads of tenants that list one in `connections` may call it with `calls: [{ connection }]`, and no other workload reaches its addresses; @default none';
