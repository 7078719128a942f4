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

/** A stack whose step does this instead of asking a host. */
function stack(cluster: string, step: string): void {
  const file = join(out, `cdktf.out/stacks/${cluster}-infrastructure/scripts/local/fetch-kubeconfig.sh`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, step);
}

describe('plinth kubeconfig', () => {
  test('writes where later stacks look for it', async () => {
    stack('dc1', 'mkdir -p "$(dirname "$KUBECONFIG_FILE")" && echo fetched >"$KUBECONFIG_FILE"');
    await fetchKubeconfig('dc1', undefined, { out });
    expect(readFileSync(join(out, 'kubeconfig/dc1.yaml'), 'utf8')).toBe('fetched\n');
  });

  test('writes to the file that was named', async () => {
    stack('dc1', 'echo fetched >"$KUBECONFIG_FILE"');
    await fetchKubeconfig('dc1', join(out, "it's mine.yaml"), { out });
    expect(existsSync(join(out, "it's mine.yaml"))).toBe(true);
  });

  test('names the clusters that there are', async () => {
    stack('dc1', '');
    await expect(fetchKubeconfig('dc2', undefined, { out })).rejects.toThrow(
      "no on-premises cluster 'dc2': write one of those that it has (dc1)",
    );
  });

  test('fails when no control plane gives one', async () => {
    stack('dc1', 'exit 1');
    await expect(fetchKubeconfig('dc1', undefined, { out })).rejects.toThrow('no kubeconfig was written');
  });
});
