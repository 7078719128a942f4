import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKubeconfig, writeKubeconfig } from '../../../src/cli/kubeconfig';

let out: string;
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'kubeconfig-'));
});
afterEach(() => {
  rmSync(out, { recursive: true });
});

/** Writes a script that does not connect to any host. */
function writeScript(text: string): string {
  const script = join(out, 'fetch-kubeconfig.sh');
  writeFileSync(script, text);
  return script;
}

const managedCluster = (kubeconfigCommand: readonly string[]) => ({
  name: 'cloud',
  connection: {
    type: 'exec' as const,
    command: 'cloud',
    args: ['token'],
    kubeconfigCommand,
    addLookup: () => ({ host: '', clusterCaCertificate: '' }),
  },
});

describe('plinth kubeconfig', () => {
  test('fetches the kubeconfig of an on-premises cluster to the given file', async () => {
    const file = join(out, "it's mine.yaml");
    await fetchKubeconfig(writeScript('echo fetched >"$KUBECONFIG_FILE"'), file);
    expect(readFileSync(file, 'utf8')).toBe('fetched\n');
  });

  test('fails with the path of the kubeconfig when the definition names it', async () => {
    const existingCluster = { name: 'dc2', connection: { type: 'kubeconfig', path: '~/.kube/config' } } as const;
    await expect(writeKubeconfig(existingCluster, 'prod.yaml')).rejects.toThrow(
      "no script fetches the kubeconfig of cluster 'dc2': use ~/.kube/config",
    );
  });

  test('runs the command of a managed cluster with the file', async () => {
    const file = join(out, 'eks.yaml');
    const kubeconfigCommand = ['node', '-e', 'require("node:fs").writeFileSync(process.argv[1], "written")'];
    await writeKubeconfig(managedCluster(kubeconfigCommand), file);
    expect(readFileSync(file, 'utf8')).toBe('written');
  });

  test('fails with the name of a program that does not exist', async () => {
    await expect(writeKubeconfig(managedCluster(['no-such-program']), 'prod.yaml')).rejects.toThrow(
      'cannot run no-such-program',
    );
  });

  test('fails when no control plane returns a kubeconfig', async () => {
    await expect(fetchKubeconfig(writeScript('exit 1'), join(out, 'dc1.yaml'))).rejects.toThrow(
      'no kubeconfig was written',
    );
  });
});
