import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fetchKubeconfig } from '../../../src/cli/kubeconfig';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => {
  rmSync(out, { recursive: true });
});

/** Writes an infrastructure stack with a script that does not connect to any host. */
function writeStack(cluster: string, script: string): void {
  const file = join(out, `cdktf.out/stacks/${cluster}-infrastructure/scripts/local/fetch-kubeconfig.sh`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, script);
}

describe('plinth kubeconfig', () => {
  test('writes to the file that the other stacks read, by default', async () => {
    writeStack('dc1', 'mkdir -p "$(dirname "$KUBECONFIG_FILE")" && echo fetched >"$KUBECONFIG_FILE"');
    await fetchKubeconfig('dc1', undefined, { out });
    expect(readFileSync(join(out, 'kubeconfig/dc1.yaml'), 'utf8')).toBe('fetched\n');
  });

  test('writes to the given file', async () => {
    writeStack('dc1', 'echo fetched >"$KUBECONFIG_FILE"');
    await fetchKubeconfig('dc1', join(out, "it's mine.yaml"), { out });
    expect(existsSync(join(out, "it's mine.yaml"))).toBe(true);
  });

  test('lists the existing clusters when the cluster does not exist', async () => {
    writeStack('dc1', '');
    await expect(fetchKubeconfig('dc2', undefined, { out })).rejects.toThrow(
      "no on-premises cluster 'dc2': write one of dc1, or run plinth synth first",
    );
  });

  test('fails when no control plane returns a kubeconfig', async () => {
    writeStack('dc1', 'exit 1');
    await expect(fetchKubeconfig('dc1', undefined, { out })).rejects.toThrow('no kubeconfig was written');
  });
});
