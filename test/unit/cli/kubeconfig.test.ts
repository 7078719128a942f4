import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fetchKubeconfig, writeKubeconfig, writeOidcKubeconfig } from '../../../src/cli/kubeconfig';

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
      "the kubeconfig of cluster 'dc2' is ~/.kube/config",
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

describe('plinth kubeconfig --oidc', () => {
  const kubectlLogin = {
    issuer: 'https://login.acme.example',
    clientId: 'kubernetes',
    scopes: ['openid', 'email', 'groups'],
  };
  const administrator = `
apiVersion: v1
kind: Config
current-context: admin@kubernetes
contexts: [{ name: admin@kubernetes, context: { cluster: kubernetes, user: admin } }]
clusters: [{ name: kubernetes, cluster: { server: 'https://10.0.0.10:6443', certificate-authority-data: Y2E= } }]
users: [{ name: admin, user: { client-key-data: c2VjcmV0 } }]
`;

  test('writes a kubeconfig without credentials of the administrator', () => {
    mkdirSync(join(out, 'kubeconfig'));
    writeFileSync(join(out, 'kubeconfig/dc1.yaml'), administrator);
    const file = join(out, 'users.yaml');
    writeOidcKubeconfig({ name: 'dc1', kubectlLogin }, out, file);
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('c2VjcmV0');
    expect(JSON.parse(text)).toMatchObject({
      'current-context': 'dc1',
      clusters: [{ cluster: { server: 'https://10.0.0.10:6443', 'certificate-authority-data': 'Y2E=' } }],
      users: [
        {
          user: {
            exec: {
              command: 'kubectl',
              args: [
                'oidc-login',
                'get-token',
                '--oidc-issuer-url=https://login.acme.example',
                '--oidc-client-id=kubernetes',
                '--oidc-extra-scope=email',
                '--oidc-extra-scope=groups',
                '--oidc-extra-scope=offline_access',
                '--oidc-use-pkce',
              ],
            },
          },
        },
      ],
    });
  });

  test('fails where the API server accepts no tokens, or there is no kubeconfig of the administrator', () => {
    expect(() => {
      writeOidcKubeconfig({ name: 'dc1' }, out, 'users.yaml');
    }).toThrow("write oidc: { clientId: 'kubernetes' } in clusters.dc1");
    expect(() => {
      writeOidcKubeconfig({ name: 'dc1', kubectlLogin }, out, 'users.yaml');
    }).toThrow('run plinth kubeconfig dc1');
  });
});
