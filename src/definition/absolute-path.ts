import { z } from 'zod';

/** Absolute path: of a URL, or in a container's file system. */
export const absolutePath = z
  .string()
  .regex(/^\/[A-Za-z0-9._/-]*$/, 'must be a path: begin with /, and write letters, digits, . _ - and /')
  // The API server refuses these sequences in paths of Ingresses.
  .refine(
    (path) => !/\/(\.{0,2})\/|\/\.{1,2}$/.test(path),
    'must not contain //, /./ or /../: write the path without them',
  );

/**
 * Path at which a volume is mounted.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export const absoluteMountPath = absolutePath
  .refine((path) => path !== '/', 'must not be /, where a volume would hide the image: write a folder such as /data')
  .refine((path) => path === '/' || !path.endsWith('/'), 'must not end with /: write the path without it');
