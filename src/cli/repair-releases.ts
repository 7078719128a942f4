import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { renderRemovalPatch } from '../changes/live-differences';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { escapeControlCharacters } from '../schema/control-characters';
import { UserError } from '../schema/user-error';
import type { ApplyOrder } from './apply-order';
import { checkReleases } from './check-releases';
import { applyArguments, splitIntoBatches, type ObjectFinding } from './compare-objects';
import { runKubectlOnObjects, type KubectlOptions } from './kubectl';
import { formatReleaseFinding, type ReleaseFinding } from './release-finding';

const stackSchema = z.object({
  resource: z.object({ helm_release: z.record(z.string(), z.unknown()).default({}) }).default({ helm_release: {} }),
});

/**
 * Lists the resources of Helm releases that a new revision repairs, by Terraform stack: what Terraform's state has of them
 * is what the definition has, so that it would leave them as they are.
 * @param folder `cdktf.out`
 */
export function listUpgrades(
  findings: readonly ReleaseFinding[],
  { clusters }: Pick<ApplyOrder, 'clusters'>,
  folder: string,
): Readonly<Record<string, readonly string[]>> {
  const upgrades: Record<string, readonly string[]> = {};
  for (const [cluster, { stacks }] of Object.entries(clusters)) {
    const names = findings
      .filter((finding) => finding.cluster === cluster && finding.needsUpgrade === true)
      .flatMap(({ release }) => release ?? []);
    if (names.length === 0) continue;
    for (const stack of stacks) {
      const file = join(folder, 'stacks', stack, 'cdk.tf.json');
      if (!existsSync(file)) continue;
      const releases = Object.keys(stackSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).resource.helm_release);
      const addresses = releases.filter((name) => names.includes(name)).map((name) => `helm_release.${name}`);
      if (addresses.length > 0) upgrades[stack] = addresses;
    }
  }
  return upgrades;
}

/**
 * Restores objects on clusters: removes fields that were added with kubectl, and applies what Plinth has written. Objects are
 * compared again before, since an apply may have repaired or changed them.
 * @returns what was repaired, a line each
 * @throws UserError when an object could not be repaired, with what differs still
 */
export async function repairObjects(
  clusters: readonly ClusterPlan[],
  options: KubectlOptions,
): Promise<readonly string[]> {
  const before = await checkReleases(clusters, options);
  if (!before.some(({ repair }) => repair)) return [];
  const reasons: string[] = [];
  for (const cluster of clusters) {
    const repairs = before.flatMap((finding) => (finding.cluster === cluster.name ? (finding.repair ?? []) : []));
    for (const repair of repairs) reasons.push(...(await removeAddedFields(cluster, repair, options)));
    for (const { objects, args } of splitIntoBatches(repairs.map(({ object }) => object)))
      reasons.push(
        ...(await run(
          cluster,
          [...applyArguments, ...args],
          objects.map(({ manifest }) => manifest),
          options,
        )),
      );
  }
  const remaining = (await checkReleases(clusters, options)).filter(({ repair }) => repair);
  if (remaining.length > 0)
    throw new UserError(
      [
        'not everything was repaired:',
        ...remaining.map((finding) => `${finding.cluster}: ${formatReleaseFinding(finding)}`),
        ...reasons,
      ].join('\n'),
    );
  return before.flatMap(({ cluster, release, object, repair }) =>
    repair ? [`${cluster}: release ${release ?? ''}: ${object ?? ''}`] : [],
  );
}

/** Removes the fields of an object that were added with kubectl; returns why it failed. */
async function removeAddedFields(
  cluster: ClusterPlan,
  { object, fields }: ObjectFinding,
  options: KubectlOptions,
): Promise<readonly string[]> {
  if (fields.every(({ added }) => added === undefined)) return [];
  const patch = JSON.stringify(renderRemovalPatch(fields));
  const [batch] = splitIntoBatches([object]);
  const args = ['patch', '--type=json', `--patch=${patch}`, '--filename=-', ...(batch?.args ?? [])];
  return run(cluster, args, [object.manifest], options);
}

async function run(
  cluster: ClusterPlan,
  args: readonly string[],
  objects: readonly object[],
  options: KubectlOptions,
): Promise<readonly string[]> {
  const result = await runKubectlOnObjects(cluster, args, objects, options);
  if ('reason' in result) return [`${cluster.name}: ${result.reason}`];
  if (result.exitCode === 0) return [];
  // The API server quotes values in its messages, also those of Secrets.
  if (objects.some((object) => 'kind' in object && object.kind === 'Secret')) return [];
  return result.stderr
    .split('\n')
    .filter(Boolean)
    .map((line) => `${cluster.name}: ${escapeControlCharacters(line)}`);
}
