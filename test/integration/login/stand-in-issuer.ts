import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';
import type { OidcClient } from '../../../src/kinds/additions';

/** Client of the issuer: its ID and secret, and where it may send users. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  readonly redirectUrls: OidcClient['redirectUrls'];
}

/** Users of the stand-in, by e-mail address. */
export const users: Readonly<Record<string, { readonly password: string; readonly groups: readonly string[] }>> = {
  'ann@acme.example': { password: 'correct horse', groups: ['shop-support', 'everybody'] },
  'bob@acme.example': { password: 'battery staple', groups: ['everybody'] },
};

/**
 * Stand-in for the issuer of an organization: the library oidc-provider, which implements OpenID Connect, with a log-in
 * page, a consent page and users of the test.
 */
export class StandInIssuer {
  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  /** Starts the issuer on a port of loopback, with a certificate for 127.0.0.1. */
  static async start(
    port: number,
    tls: { readonly key: string; readonly cert: string },
    clients: readonly RegisteredClient[],
  ): Promise<StandInIssuer> {
    const url = `https://127.0.0.1:${port}`;
    const { default: OidcProvider } = await import('oidc-provider');
    const provider = new OidcProvider(url, {
      clients: clients.map(({ id, secret, redirectUrls }) => ({
        client_id: id,
        client_secret: secret,
        redirect_uris: [...redirectUrls],
      })),
      claims: { openid: ['sub'], email: ['email'], profile: ['preferred_username', 'groups'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['stand-in'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      pkce: { required: () => true },
      findAccount: (_, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          email: accountId,
          preferred_username: accountId.split('@')[0],
          groups: users[accountId]?.groups,
        }),
      }),
    });
    const handleProtocol = provider.callback();
    const server = createServer(tls, (request, response) => {
      const handled = request.url?.startsWith('/interaction/')
        ? handleInteraction(provider, request, response)
        : handleProtocol(request, response);
      handled.catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new StandInIssuer(url, server);
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

/** Shows the log-in or the consent page, and handles its form. */
async function handleInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { prompt, params, session } = await provider.interactionDetails(request, response);
  const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '');
  if (request.method !== 'POST') {
    sendPage(response, 200, prompt.name);
    return;
  }
  if (prompt.name === 'login') {
    const email = form.get('email') ?? '';
    if (users[email]?.password !== form.get('password')) {
      sendPage(response, 401, prompt.name);
      return;
    }
    return provider.interactionFinished(request, response, { login: { accountId: email } });
  }
  const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
  grant.addOIDCScope(String(params.scope));
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

function sendPage(response: ServerResponse, status: number, prompt: string): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  response.end(`<h1>${prompt}</h1><form method="post"><input name="email"><input name="password"></form>`);
}
