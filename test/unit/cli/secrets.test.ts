import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSecrets, listUnlistedSecrets, readSecretStates } from '../../../src/cli/secrets';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { applications, cluster, validPlatform } from '../../support/problems';

const image = 'registry.acme.example/shop/web:1';
const env = { PASSWORD: { secret: 'credentials', key: 'password' }, USER: { secret: 'credentials', key: 'user' } };
const [first] = testing.plan({ ...validPlatform, ...cluster({}), ...applications({ web: { image, env } }) }).clusters;
if (!first) throw new Error('no cluster');
const planned = { ...first, connection: { type: 'kubeconfig' as const, path: 'a.kubeconfig' } };

/** Reads the Secrets with a kubectl that prints this. */
function read(output: string) {
  return withTempFolder(async (folder) => {
    mkdirSync(join(folder, 'bin'));
    const kubectl = join(folder, 'bin/kubectl');
    writeFileSync(join(folder, 'output'), output);
    writeFileSync(kubectl, `#!/bin/sh\nfor a; do echo "$a"; done >"${folder}/args"\ncat "${folder}/output"\n`);
    chmodSync(kubectl, 0o755);
    writeFileSync(join(folder, 'a.kubeconfig'), '');
    const secrets = await readSecretStates(planned, { kubectl, out: folder });
    return { secrets, args: readFileSync(join(folder, 'args'), 'utf8') };
  });
}

describe('the Secrets of a cluster', () => {
  it('contain those that workloads refer to, with their keys', () => {
    expect(planned.secrets).toEqual([
      {
        namespace: 'shop',
        name: 'credentials',
        keys: ['password', 'user'],
        owner: "workload 'shop/web'",
        source: 'created by the tenant',
        rotation: 'files follow changes; restart the workload for variables',
      },
    ]);
  });

  it.each([
    ['present', 'credentials password user\n'],
    ['incomplete', 'credentials password\n'],
    ['missing', 'other password user\n'],
  ])('are %s when kubectl prints %j', async (state, output) => {
    expect((await read(output)).secrets).toMatchObject([{ state }]);
  });

  it('are read without their values', async () => {
    const { args } = await read('');
    expect(args).toContain('go-template=');
    expect(args).not.toMatch(/\$value[^ :,]*\}\}(?!\{)|json|yaml/);
    expect(args).toContain('{{$key}}');
  });

  it('are printed with those that no list can contain: of the repository of Argo CD, and in the store of tenants', () => {
    const withRepository = (url: string, secrets = {}) => ({
      ...planned,
      clusterInfo: {
        ...planned.clusterInfo,
        delivery: 'argo-cd' as const,
        capabilities: { delivery: { url, namespace: 'argo-cd' }, ...secrets },
      },
    });
    expect(formatSecrets([], listUnlistedSecrets(planned))).toBe('the cluster needs no Secrets\n');
    const ssh = listUnlistedSecrets(withRepository('git@git.acme.example:platform/dist.git', { secrets: {} }));
    expect(formatSecrets([], ssh)).toBe(`not listed (docs/components.md#secrets):
  a Secret in argo-cd with the label argocd.argoproj.io/secret-type: repository, and the keys url and sshPrivateKey: Argo CD reads git@git.acme.example:platform/dist.git with it
  entries of tenants in the secret store, such as <tenant>/database-backups of databases with backups
`);
    expect(listUnlistedSecrets(withRepository('https://git.acme.example/dist.git'))).toEqual([
      expect.stringMatching(/^if the repository is private, a Secret in argo-cd .* url, username and password: /),
    ]);
  });

  it('are printed with what is missing', async () => {
    const { secrets } = await read('credentials password\n');
    expect(formatSecrets(secrets)).toContain('shop/credentials (incomplete user)');
  });
});
