import { findSecrets } from '../../../../src/checks/secrets/find-secrets';
import { fakePassword } from '../../../support/disguised-secrets';

const findNames = (variables: Readonly<Record<string, string>>) =>
  findSecrets({ env: variables }).map(({ path }) => path.at(-1));

test('settings, limits, paths, references, names of Secrets and of headers are no secrets', () => {
  const variables = {
    MYSQL_ALLOW_EMPTY_PASSWORD: 'true',
    ALLOW_EMPTY_PASSWORD: 'yes',
    MYSQL_RANDOM_ROOT_PASSWORD: 'yes',
    ENABLE_RESET_PASSWORD: 'false',
    CORS_ALLOW_CREDENTIALS: 'true',
    KAFKA_CREDENTIALS: '/var/run/creds',
    DB_PASSWORD: '/run/secrets/db',
    SSH_KEY: '~/.ssh/id_ed25519',
    SSH_PRIVATE_KEY: 'keys/id_ed25519_platform',
    TLS_PRIVATE_KEY: 'certs/tls.key',
    TLS_SECRET: 'web-tls',
    IMAGE_PULL_SECRET: 'regcred',
    MAX_TOKEN: '4096',
    TTL_TOKEN: '3600',
    MIN_PASSWORD: '8',
    CSRF_TOKEN: 'X-CSRF-Token',
    API_KEY: 'X-Api-Key',
    PASSWORD: '',
    ADMIN_PASSWORD: '$(LOGIN_PASSWORD)',
    ROOT_PASSWORD: '${ROOT_PASSWORD}',
    CLIENT_SECRET: '$argocd-oidc:clientSecret',
    OAUTH_TOKEN: 'https://login.acme.example/token',
    TOKEN_URL: 'https://login.acme.example/token',
    PASSWORD_FILE: 'db-password',
    SECRET_NAME: 'web',
    TOKEN_ISSUER: 'acme',
    PASSWORD_MIN_LENGTH: '12 characters',
    JWT_ALGORITHM: 'RS256',
    BYPASS: 'cache',
    COMPASS: 'north',
    PUBLIC_KEY: 'ssh-ed25519 ' + 'A'.repeat(68),
    SORT_KEY: 'created',
    KEYCLOAK_REALM: 'acme',
    DATABASE_URL: 'postgres://$(DB_USER):$(DB_PASSWORD)@db.acme.example/shop',
    PROXY: 'http://proxy.acme.example:3128',
    REPOSITORY: 'ssh://git@git.acme.example/shop.git',
    REVISION: '0123456789abcdef0123456789abcdef01234567',
    DIGEST: `sha256:${'0123456789abcdef'.repeat(4)}`,
    UUID: '123e4567-e89b-12d3-a456-426614174000',
  };
  expect(findNames(variables)).toEqual([]);
});

test('passwords are secrets even if they are digits, short, contain a reference, or begin with a slash', () => {
  const variables = {
    A_PASSWORD: '12345678',
    B_PASSWORD: 'x',
    C_PASSWORD: `$(PREFIX)${fakePassword}`,
    D_PASSWORD: `/${fakePassword}+/=`,
    E_PASSWORD: `$${fakePassword}`,
    F_PASSWORD: 'changeme',
  };
  expect(findNames(variables)).toEqual(Object.keys(variables));
});

test('names of Secrets, keys and files in Kubernetes objects and Helm values are no secrets', () => {
  const values = {
    secret: 'web',
    secretName: 'web-tls',
    existingSecret: 'grafana-admin',
    passwordSecret: 'router',
    privateKeySecret: 'tls',
    passwordKey: 'admin-password',
    secretKey: 'password',
    tokenKey: 'token',
    tokenFile: '/var/run/token',
    imagePullSecrets: ['regcred'],
    credentials: 'db-login',
    kmsEncryptionKey: 'projects/acme/locations/eu/keyRings/state/cryptoKeys/state',
    encryptionKey: 'projects/acme/locations/eu/keyRings/clusters/cryptoKeys/clusters',
    encryptionKeys: ['arn:aws:kms:eu-north-1:123456789012:key/0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f'],
    httpTokens: 'required',
    automountServiceAccountToken: false,
    env: [
      { name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'password' } } },
      { name: 'TOKEN', value: '$(OTHER)' },
    ],
    caBundle: Buffer.from('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n').toString('base64'),
  };
  expect(findSecrets(values)).toEqual([]);
});

test('names in texts, images, queries and scripts without a value are no secrets', () => {
  const texts = [
    'registry.acme.example/auth-token:1.2',
    'the token: see the wiki',
    'password',
    '--password-file=/run/secrets/db',
    '--token=$(TOKEN)',
    'PASSWORD="$(cat /run/secrets/db)"; export PASSWORD',
    'export TOKEN=$TOKEN',
    'password: {{ .Values.password }}',
    'sum(rate(tokens_total{token!="x"}[5m])) > 0',
    'if token == "x" then',
    'password = os.environ["DB_PASSWORD"]',
    'curl -u $(USER):$(PASSWORD) https://api.acme.example',
    'Authorization: Bearer $(TOKEN)',
    'https://hooks.acme.example/services/shop',
    '--password',
  ];
  expect(findSecrets({ args: ['run'], notes: texts }).map(({ text }) => text)).toEqual([]);
});

test('the environment variables of uses contain names of keys', () => {
  expect(findSecrets({ uses: { database: { env: { DB_PASSWORD: 'password' } } } })).toEqual([]);
});

test.each([
  'a',
  'A1',
  'token=',
  'token: ',
  '--token ',
  'curl -u ',
  '<token>',
  'x://a@',
  'https://chat.googleapis.com/v1/spaces/',
])('long texts of %j are searched in linear time', (unit) => {
  // Not the time of the clock, which other work on the machine lengthens.
  const start = process.cpuUsage();
  findSecrets({ text: `${unit.repeat(100_000 / unit.length)}://` });
  expect(process.cpuUsage(start).user / 1000).toBeLessThan(2000);
});
