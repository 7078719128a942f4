// Answers the consent and logout requests of Hydra for clients of the platform, and puts e-mail address and groups of the
// user into the tokens. Runs on Node.js without packages. Clients without `skip_consent` are rejected.
import { createServer } from 'node:http';

const { HYDRA_ADMIN_URL, KRATOS_ADMIN_URL, PORT = '3000' } = process.env;

/** Sends a request to an admin API and returns its JSON. */
async function call(url, body) {
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'PUT',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} responds with ${response.status}`);
  return response.json();
}

/** Returns the claims of an identity for the granted scopes. People cannot change their own groups: they are metadata. */
function claimsOf({ traits = {}, metadata_public: metadata, verifiable_addresses: addresses = [] }, scopes) {
  const { email, name } = traits;
  const isVerified = addresses.some(({ value, verified }) => value === email && verified);
  return {
    ...(scopes.includes('email') ? { email, ...(isVerified ? { email_verified: true } : {}) } : {}),
    ...(scopes.includes('profile') ? { preferred_username: email, ...(name === undefined ? {} : { name }) } : {}),
    ...(scopes.includes('groups') ? { groups: metadata?.groups ?? [] } : {}),
  };
}

async function answerConsent(challenge) {
  const requests = `${HYDRA_ADMIN_URL}/admin/oauth2/auth/requests/consent`;
  const query = new URLSearchParams({ consent_challenge: challenge });
  const consent = await call(`${requests}?${query}`);
  if (consent.client?.skip_consent !== true)
    return call(`${requests}/reject?${query}`, {
      error: 'access_denied',
      error_description: 'not a client of the platform',
    });
  const scopes = consent.requested_scope ?? [];
  const identity = await call(`${KRATOS_ADMIN_URL}/admin/identities/${encodeURIComponent(consent.subject)}`);
  const claims = claimsOf(identity, scopes);
  return call(`${requests}/accept?${query}`, {
    grant_scope: scopes,
    grant_access_token_audience: consent.requested_access_token_audience ?? [],
    session: { id_token: claims, access_token: { groups: claims.groups ?? [] } },
  });
}

function answerLogout(challenge) {
  const query = new URLSearchParams({ logout_challenge: challenge });
  return call(`${HYDRA_ADMIN_URL}/admin/oauth2/auth/requests/logout/accept?${query}`, {});
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const consentChallenge = searchParams.get('consent_challenge');
  const logoutChallenge = searchParams.get('logout_challenge');
  const answer =
    pathname === '/oauth2-consent' && consentChallenge !== null
      ? answerConsent(consentChallenge)
      : pathname === '/oauth2-logout' && logoutChallenge !== null
        ? answerLogout(logoutChallenge)
        : undefined;
  if (answer === undefined) {
    response.writeHead(pathname === '/health' ? 200 : 404).end();
    return;
  }
  answer
    .then(({ redirect_to: location }) => response.writeHead(302, { location, 'cache-control': 'no-store' }).end())
    .catch((error) => {
      console.error(JSON.stringify({ level: 'error', message: String(error) }));
      response.writeHead(502).end('The log-in cannot be completed. Try again.');
    });
}).listen(Number(PORT));
