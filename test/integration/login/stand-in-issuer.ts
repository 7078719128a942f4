import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type Provider from 'oidc-provider';
import type { Page } from './browser';
import { createCertificate } from './certificate';
import { users, type ExpectedUser, type IssuerContext, type LoginIssuer, type TestUser } from './issuer';

/** Client of the issuer: its ID and secret, and where it may send users. */
export interface RegisteredClient {
  /** `<cluster>/<Secret>`. */
  readonly key: string;
  readonly id: string;
  readonly secret: string;
  readonly redirectUrls: readonly string[];
  /** Whether the client sends a challenge (PKCE), without which the issuer refuses it. @default true */
  readonly usesPkce?: boolean;
}

/**
 * Stand-in for the issuer of an organization: the library oidc-provider, which implements OpenID Connect, with a log-in
 * page, a consent page and users of the test. All clusters share it.
 */
export class StandInIssuer implements LoginIssuer {
  readonly label = 'stand-in issuer';
  readonly versions = ['stand-in issuer (oidc-provider)'];
  readonly url: string;
  private clients: readonly RegisteredClient[] = [];
  private server: Server | undefined;

  constructor(
    private readonly port: number,
    private readonly folder: string,
    private readonly accounts: Readonly<Record<string, TestUser>> = users,
  ) {
    this.url = `https://127.0.0.1:${port}`;
  }

  get component(): object {
    return { kind: 'oidc-issuer', url: this.url, sessionHours: 1 };
  }

  get certificateFile(): string {
    return join(this.folder, 'issuer.crt');
  }

  start({ plans }: IssuerContext): Promise<void> {
    return this.startWithClients(
      plans.flatMap(({ name, oidcClients }) =>
        oidcClients.map(({ redirectUrls, secret }) => ({
          ...{ key: `${name}/${secret.name}`, redirectUrls },
          ...{ id: `${name}-${secret.name}`, secret: randomBytes(16).toString('hex') },
        })),
      ),
    );
  }

  /** Starts the issuer with these clients. */
  async startWithClients(clients: readonly RegisteredClient[]): Promise<void> {
    this.clients = clients;
    const { certificate, key } = await createCertificate(join(this.folder, 'issuer'), 'IP:127.0.0.1');
    const tls = { key: readFileSync(key, 'utf8'), cert: readFileSync(certificate, 'utf8') };
    const { default: OidcProvider } = await import('oidc-provider');
    const provider = new OidcProvider(this.url, {
      clients: this.clients.map(({ id, secret, redirectUrls }) => ({
        client_id: id,
        client_secret: secret,
        redirect_uris: [...redirectUrls],
      })),
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['preferred_username', 'groups'] },
      conformIdTokenClaims: false,
      cookies: { keys: ['stand-in'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_, { uid }) => `/interaction/${uid}` },
      pkce: { required: (_, { clientId }) => clients.find(({ id }) => id === clientId)?.usesPkce !== false },
      findAccount: (_, accountId) => ({
        accountId,
        claims: () => ({
          sub: accountId,
          email: accountId,
          email_verified: this.accounts[accountId]?.isVerified ?? true,
          preferred_username: accountId.split('@')[0],
          groups: this.accounts[accountId]?.groups,
        }),
      }),
    });
    const handleProtocol = provider.callback();
    const server = createServer(tls, (request, response) => {
      const handled = request.url?.startsWith('/interaction/')
        ? this.handleInteraction(provider, request, response)
        : handleProtocol(request, response);
      handled.catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
    this.server = server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  tryGetSecret(cluster: string, name: string, key: string): string | undefined {
    const client = this.clients.find((candidate) => candidate.key === `${cluster}/${name}`);
    if (key === 'client-id') return client?.id;
    return key === 'client-secret' ? client?.secret : undefined;
  }

  listIngresses(): readonly [] {
    return [];
  }

  isAuthorizationUrl(url: string): boolean {
    return url.startsWith(`${this.url}/auth?`);
  }

  isLoginPage({ url, body }: Page): boolean {
    return url.startsWith(`${this.url}/interaction/`) && body.includes('<h1>login</h1>');
  }

  getExpectedUser(_: string, email: string): ExpectedUser {
    return { user: email, preferredUsername: email.split('@')[0] ?? '' };
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  /** Shows the log-in or the consent page, and handles its form. */
  private async handleInteraction(
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
      if (this.accounts[email]?.password !== form.get('password')) {
        sendPage(response, 401, prompt.name);
        return;
      }
      return provider.interactionFinished(request, response, { login: { accountId: email } });
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
    grant.addOIDCScope(String(params.scope));
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  }
}

function sendPage(response: ServerResponse, status: number, prompt: string): void {
  response.writeHead(status, { 'content-type': 'text/html' });
  const fields = prompt === 'login' ? '<input name="email"><input name="password">' : '';
  response.end(`<h1>${prompt}</h1><form method="post">${fields}</form>`);
}
