import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { formatProblem } from '../../../src/schema/problem';
import { writeOutput } from '../../../src/synth';
import { checkRecordSize, estimateRecordBytes, maxRecordBytes } from '../../../stacks/helm-record';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { applications, validPlatform } from '../../support/problems';

/** Returns text that cannot be compressed below 3/4 of its size, the same in every run. */
function incompressibleText(characters: number): string {
  const blocks = Array.from({ length: Math.ceil(characters / 44) }, (_, index) =>
    createHash('sha256').update(String(index)).digest('base64'),
  );
  return blocks.join('').slice(0, characters);
}

describe("Helm's record of a release", () => {
  const files = (characters: number) => [{ path: 'objects/a.yaml', text: incompressibleText(characters) }];

  it('is a warning if a Secret cannot hold it', () => {
    expect(checkRecordSize('tenant-shop', ['tenants', 'shop'], files(1_200_000)).map(formatProblem)).toEqual([
      expect.stringMatching(
        /^tenants\.shop: Helm's record of release 'tenant-shop' has about \d+ bytes, but a Secret holds at most 1048576/,
      ),
    ]);
  });

  it('is a warning exactly if its estimate exceeds the maximum', () => {
    for (let characters = 100_000; characters <= 700_000; characters += 50_000) {
      const exceeds = estimateRecordBytes(files(characters)) > maxRecordBytes;
      expect(checkRecordSize('r', [], files(characters))).toHaveLength(exceeds ? 1 : 0);
    }
  });

  it('is reported for a tenant whose objects are too large, by synthesis with Terraform', () => {
    const maps = [1, 2, 3, 4].map((number) => ({
      ...{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `large-${number}` } },
      data: { text: incompressibleText(400_000 + number) },
    }));
    const synthesize = (objects: readonly object[]) =>
      withTempFolder((folder) => {
        const plan = testing.plan({
          ...validPlatform,
          ...applications(
            {},
            {
              objects,
              limits: { maxDataKiB: 512 },
              notSecret: objects.map((_, index) => `objects[${index}].data.text`),
            },
          ),
        });
        return writeOutput(plan, testing, { terraform: join(folder, 'cdktf.out'), dist: join(folder, 'dist') });
      });
    expect(synthesize(maps).warnings.map(({ path }) => path)).toEqual([['tenants', 'shop']]);
    expect(synthesize(maps.slice(0, 1)).warnings).toEqual([]);
  });
});
