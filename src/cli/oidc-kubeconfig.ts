import { parse } from 'yaml';
import { z } from 'zod';
import type { KubectlLogin } from '../kinds/cluster-plan';
import { UserError } from '../schema/user-error';

const kubeconfigSchema = z.object({
  'current-context': z.string(),
  contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string() }) })),
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string().optional() }),
    }),
  ),
});

/**
 * Returns a kubeconfig without credentials for the cluster of the current context of another one, in JSON, which is YAML
 * too. kubectl asks its plugin `oidc-login` for tokens, which opens the log-in in a browser.
 * @see https://github.com/int128/kubelogin
 * @param cluster name of the cluster in the definition
 * @throws UserError where the text is not a kubeconfig
 */
export function renderOidcKubeconfig(
  cluster: string,
  kubeconfig: string,
  { issuer, clientId, scopes }: KubectlLogin,
): string {
  const parsed = kubeconfigSchema.safeParse(parse(kubeconfig));
  const context = parsed.data?.contexts.find(({ name }) => name === parsed.data['current-context']);
  const entry = parsed.data?.clusters.find(({ name }) => name === context?.context.cluster);
  if (entry === undefined)
    throw new UserError(`the kubeconfig of cluster '${cluster}' has no current context with a cluster`);
  const { server, 'certificate-authority-data': certificateAuthority } = entry.cluster;
  const extraScopes = [...scopes.filter((scope) => scope !== 'openid'), 'offline_access'];
  const user = {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: 'kubectl',
      args: [
        'oidc-login',
        'get-token',
        `--oidc-issuer-url=${issuer}`,
        `--oidc-client-id=${clientId}`,
        ...extraScopes.map((scope) => `--oidc-extra-scope=${scope}`),
        '--oidc-use-pkce',
      ],
      interactiveMode: 'IfAvailable',
    },
  };
  return `${JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': cluster,
      contexts: [{ name: cluster, context: { cluster, user: 'oidc' } }],
      clusters: [
        {
          name: cluster,
          cluster: {
            server,
            ...(certificateAuthority === undefined ? {} : { 'certificate-authority-data': certificateAuthority }),
          },
        },
      ],
      users: [{ name: 'oidc', user }],
    },
    undefined,
    2,
  )}\n`;
}
