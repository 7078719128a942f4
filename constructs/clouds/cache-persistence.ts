import { z } from 'zod';

/**
 * Schema of the option `persistence` of caches: how often the cloud writes the data of a cache to a disk of its own, which is no
 * backup: the cloud itself reads it, when it replaces all nodes of the cache.
 */
export const cachePersistenceSchema = z
  .enum(['none', '1s', '1h', '6h', '12h'])
  .default('1h')
  .describe(
    'how often the data are written to a disk, from which they return when all nodes of a cache fail: each write within a second, which slows down writes, or a snapshot; `none`: such a cache is empty then',
  );

/** How often the data of a cache are written to a disk. */
export type CachePersistence = z.output<typeof cachePersistenceSchema>;
