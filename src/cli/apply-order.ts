import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { resolveOutputFile, type OutputFolders } from '../output/output-paths';
import { UserError } from '../schema/user-error';
import { displayPath } from './write-files';

/** Argument of a program, which must not look like an option: `order.json` is in Git, where others may edit it. */
const argument = z.string().regex(/^[^-]/);

/** Name of a stack, which is also the name of its folder. */
const stackName = argument.regex(/^[^/\\]+$/);

const orderSchema = z.object({
  apply: z.array(stackName),
  destroy: z.array(stackName),
  clusters: z.record(
    z.string(),
    z.object({
      kubernetes: argument,
      capabilities: z.array(z.string()),
      stacks: z.array(stackName),
      releases: z.array(
        z.object({
          name: argument,
          namespace: argument,
          folder: z.string(),
          crds: z.boolean().optional(),
          chart: z.object({ repository: argument, name: argument.regex(/^[^/\\]+$/), version: argument }).optional(),
        }),
      ),
    }),
  ),
});

/** Content of `dist/order.json`: stacks and releases in the order of apply. */
export type ApplyOrder = z.infer<typeof orderSchema>;

/**
 * Reads `dist/order.json`.
 * @throws UserError when it does not exist, or another version of Plinth wrote it
 */
export function readApplyOrder(folders: OutputFolders): ApplyOrder {
  const file = resolveOutputFile(folders, 'dist/order.json');
  if (!existsSync(file)) throw new UserError(`${displayPath(file)} does not exist: run \`plinth synth\` first`);
  try {
    return orderSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new UserError(`${displayPath(file)} was not written by this version of Plinth: run \`plinth synth\` again`, {
      cause: error,
    });
  }
}
