/**
 * Secrets as they appear in definitions by mistake. All are made up, and assembled at run time, so that no scanner of
 * repositories reports this file.
 */
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** Returns made-up letters and digits without a pattern. */
function fake(length: number, alphabet = letters): string {
  let state = length;
  return Array.from({ length }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return alphabet[Math.floor(state / 65536) % alphabet.length];
  }).join('');
}

const upperCase = letters.slice(26, 52);
const password = ['hun', 'ter', '2'].join('');
const pem = (label: string) => `-----BEGIN ${label}-----\n${fake(64)}\n-----END ${label}-----`;
const credentials = `shop:${password}`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
const jsonWebToken = [
  { alg: 'HS256', typ: 'JWT' },
  { sub: 'shop', admin: true },
]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .concat(fake(43))
  .join('.');

/** Secrets that their values identify, wherever they are. */
export const secretValues: Readonly<Record<string, string>> = {
  'PEM private key': pem('RSA PRIVATE ' + 'KEY'),
  'PGP private key': pem('PGP PRIVATE ' + 'KEY BLOCK'),
  'PEM private key in Base64': base64(pem('PRIVATE ' + 'KEY')),
  'key of a Google service account': JSON.stringify({ type: 'service_account', private_key: pem('PRIVATE ' + 'KEY') }),
  'access key of AWS': 'AK' + 'IA' + fake(16, upperCase),
  'secret access key of AWS': fake(40, letters + '/+'),
  'JSON Web Token': jsonWebToken,
  'token of GitHub': 'gh' + 'p_' + fake(36),
  'token of GitLab': 'gl' + 'pat-' + fake(20),
  'key of Stripe': 'sk' + '_live_' + fake(24),
  'token of Slack': 'xo' + 'xb-' + fake(12, '123456789') + '-' + fake(24),
  'key of Google': 'AI' + 'za' + fake(35),
  'URL with a password': `https://${credentials}@db.acme.example`,
  'Redis URL without user': `redis://:${password}@cache.acme.example`,
  'MongoDB URL': `mongodb+srv://${credentials}@db.acme.example/shop`,
  'URL with a token as user': `https://${fake(32)}@git.acme.example/shop.git`,
  'JDBC URL with credentials': `jdbc:postgresql://${credentials}@db.acme.example/shop`,
  'JDBC URL with a parameter': `jdbc:mysql://db.acme.example/shop?user=shop&password=${password}`,
  'connection string': `Server=db.acme.example;User Id=shop;Password=${password};`,
  'second URL of a list': `https://a.acme.example,https://${credentials}@b.acme.example`,
  'URL after a space': ` https://${credentials}@db.acme.example`,
  'URL with a password that contains a dollar sign': `https://shop:${password}$x@db.acme.example`,
  'bearer token in a header': `Authorization: Bearer ${fake(24)}`,
  'credentials of a registry': JSON.stringify({ auths: { 'registry.acme.example': { auth: base64(credentials) } } }),
};

/** Names of environment variables whose values are secrets. */
export const secretNames: readonly string[] = [
  'DB_PASSWORD',
  'DB_PASS',
  'PGPASS',
  'MYSQL_PWD',
  'PASSWORD_1',
  'ADMIN_PASSWORD_PROD',
  'SECRET_KEY_BASE',
  'ENCRYPTION_KEY',
  'HMAC_KEY',
  'SIGNING_KEY',
  'BASIC_AUTH',
  'DOCKER_AUTH_CONFIG',
  'API_KEY',
  'CLIENT_SECRET',
  'COOKIE_SECRET_BASE64',
  'GITHUB_TOKEN',
  'SALT',
  'VAULT_SECRET_ID',
];

/** The secret in values of {@link secretNames}, and the password in {@link secretValues}. */
export const fakePassword = password;
