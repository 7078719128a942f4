import { z } from 'zod';
import { serverSizes, type ServerUse } from '../../../src/definition/uses';
import { int32, quantity } from '../../../src/schema/field-types';

/** Size of a server. */
export interface ServerSize {
  /** CPU request of each instance. */
  readonly cpu: string;
  /** Memory request and limit of each instance. */
  readonly memory: string;
  /** Size of the volume of each instance, in GiB. */
  readonly storageGiB: number;
  readonly instances: number;
}

/** Options that determine the size of a server. */
export type SizeOptions = Pick<ServerUse, 'size' | 'cpu' | 'memory' | 'storageGiB' | 'instances'>;

/** Schema of the size of a server that several workloads share. */
export const sizeFields = {
  size: z.enum(serverSizes).optional().describe('size of the server; @default small'),
  cpu: quantity.optional().describe('CPU request of each instance; @default that of `size`'),
  memory: quantity.optional().describe('memory request and limit of each instance; @default that of `size`'),
  storageGiB: int32.min(1).optional().describe('size of the volume of each instance, in GiB; @default that of `size`'),
  instances: int32.min(1).max(9).optional().describe('number of instances; @default that of `size`'),
};

/** Names of the options that determine the size of a server. */
export const sizeOptionNames = Object.keys(sizeFields) as readonly (keyof typeof sizeFields)[];

/** Returns the size of a server: of `size`, with the options that are set. */
export function resolveSize(
  { size = 'small', ...exact }: SizeOptions,
  sizes: Readonly<Record<(typeof serverSizes)[number], ServerSize>>,
): ServerSize {
  const defaults = sizes[size];
  return {
    cpu: exact.cpu ?? defaults.cpu,
    memory: exact.memory ?? defaults.memory,
    storageGiB: exact.storageGiB ?? defaults.storageGiB,
    instances: exact.instances ?? defaults.instances,
  };
}
