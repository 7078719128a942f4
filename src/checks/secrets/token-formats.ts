/**
 * Formats of tokens and keys that their issuers mark with a prefix, as regular expressions by issuer. The formats are
 * facts of gitleaks' rule set and of its sources, the issuers' documentation; they need no name next to the token.
 * Lengths are lower bounds, since issuers make tokens longer over time.
 * @see https://github.com/gitleaks/gitleaks/blob/v8.30.0/config/gitleaks.toml
 */
const tokenFormats: Readonly<Record<string, readonly string[]>> = {
  '1Password': ['ops_eyJ[\\w+/]{40,}', 'A3-[A-Z0-9]{6}-[A-Z0-9-]{11,12}-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}'],
  age: ['AGE-SECRET-KEY-1[0-9A-Z]{20,}'],
  Airtable: ['pat[0-9A-Za-z]{14}\\.[0-9a-f]{64}'],
  'Alibaba Cloud': ['LTAI[0-9A-Za-z]{16,}'],
  Anthropic: ['sk-ant-[\\w-]{20,}'],
  Artifactory: ['AKCp[0-9A-Za-z]{60,}', 'cmVmd[0-9A-Za-z]{59}'],
  Atlassian: ['ATATT3[\\w=-]{40,}', 'ATCTT3[\\w=-]{40,}', 'ATBB[0-9A-Za-z]{32}'],
  AWS: [
    '(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])',
    'ABSK[\\w+/]{100,}',
    'bedrock-api-key-[\\w+/=]{20,}',
  ],
  Azure: ['[\\w~.]{3}\\dQ~[\\w~.-]{31,34}'],
  Brevo: ['xkeysib-[0-9a-f]{40,}'],
  ClickHouse: ['4b1d[0-9A-Za-z]{38}(?![0-9A-Za-z])'],
  Clojars: ['CLOJARS_[0-9A-Za-z]{60}'],
  Cloudflare: ['v1\\.0-[0-9a-f]{24}-[0-9a-f]{100,}'],
  Databricks: ['dapi[0-9a-f]{32}'],
  DigitalOcean: ['do[oprs]_v1_[0-9a-f]{40,}'],
  'Docker Hub': ['dckr_[a-z]{3}_[\\w-]{20,}'],
  Doppler: ['dp\\.[a-z]{2,5}\\.[0-9A-Za-z]{40,}'],
  Duffel: ['duffel_(?:test|live)_[\\w=-]{40,}'],
  Dynatrace: ['dt0[a-z]\\d\\d\\.[0-9A-Za-z]{24}\\.[0-9A-Za-z]{64}'],
  EasyPost: ['EZ[AT]K[0-9A-Za-z]{54}'],
  Facebook: ['EAA[MC][0-9A-Za-z]{80,}'],
  Figma: ['fig[dou]_[\\w-]{30,}'],
  Flutterwave: ['FLWSECK(?:_TEST)?-[0-9a-z]{12,}'],
  'Fly.io': ['fo1_[\\w-]{43}', 'fm[12][ar]?_[\\w+/]{100,}'],
  'Frame.io': ['fio-u-[\\w=-]{60,}'],
  GitHub: ['gh[oprsu]_[0-9A-Za-z]{20,}', 'github_pat_\\w{22,}'],
  GitLab: [
    'gl(?:pat|dt|ft|rt|rtr|ptt|imt|soat|agent|oas|ffct|wt)-[\\w-]{20,}',
    'glcbt-[\\w-]{20,}',
    'GR1348941[\\w-]{20,}',
    '_gitlab_session=[0-9a-z]{32}',
  ],
  Google: ['AIza[\\w-]{35}', 'GOCSPX-[\\w-]{20,}', 'ya29\\.[\\w-]{20,}'],
  Grafana: ['gl(?:c|sa)_[\\w+/]{30,}', 'eyJrIjoi[\\w+/]{60,}'],
  Groq: ['gsk_[0-9A-Za-z]{40,}'],
  Harness: ['[ps]at\\.[\\w-]{22}\\.[0-9A-Za-z]{24}\\.[0-9A-Za-z]{20}'],
  'HashiCorp Terraform': ['[0-9A-Za-z]{14}\\.atlasv1\\.[\\w=-]{60,}'],
  'HashiCorp Vault': ['hv[bsr]\\.[\\w-]{20,}', 's\\.[0-9A-Za-z]{24}(?![0-9A-Za-z.])'],
  Heroku: ['HRKU-[\\w-]{40,}'],
  'Hugging Face': ['hf_[A-Za-z]{30,}', 'api_org_[A-Za-z]{34}'],
  Infracost: ['ico-[0-9A-Za-z]{32}'],
  Linear: ['lin_(?:api|oauth)_[0-9A-Za-z]{32,}'],
  Mailchimp: ['[0-9a-f]{32}-us\\d{1,2}'],
  Mailgun: ['key-[0-9a-f]{32}'],
  MaxMind: ['[0-9A-Za-z]{6}_[0-9A-Za-z]{29}_mmk'],
  'New Relic': ['NRAK-[0-9A-Za-z]{27}', 'NRII-[\\w-]{32}', 'NRJS-[0-9a-f]{19}'],
  Notion: ['ntn_\\d{11}[0-9A-Za-z]{35}'],
  npm: ['npm_[0-9A-Za-z]{36}'],
  'Octopus Deploy': ['API-[A-Z0-9]{26}'],
  OpenAI: ['sk-(?:proj|svcacct|admin)-[\\w-]{20,}', 'sk-[0-9A-Za-z]{20}T3BlbkFJ[0-9A-Za-z]{20}'],
  OpenShift: ['sha256~[\\w-]{43}'],
  Perplexity: ['pplx-[0-9A-Za-z]{40,}'],
  PlanetScale: ['pscale_(?:tkn|oauth|pw)_[\\w=.-]{32,}'],
  Postman: ['PMAK-[0-9a-f]{24}-[0-9a-f]{34}'],
  Prefect: ['pn[ub]_[0-9A-Za-z]{36}'],
  Pulumi: ['pul-[0-9a-f]{40}'],
  PyPI: ['pypi-AgE[\\w-]{50,}'],
  ReadMe: ['rdme_[0-9a-z]{70}'],
  RubyGems: ['rubygems_[0-9a-f]{48}'],
  Scalingo: ['tk-us-[\\w-]{48}'],
  SendGrid: ['SG\\.[\\w-]{16,}\\.[\\w-]{16,}'],
  Sentry: ['sntry[su]_[\\w+/=-]{40,}'],
  SettleMint: ['sm_[aps]at_[0-9A-Za-z]{16}'],
  Shippo: ['shippo_(?:live|test)_[0-9A-Fa-f]{40}'],
  Shopify: ['shp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}'],
  Slack: ['xox[abeoprs]-[\\w-]{10,}', 'xapp-\\d-[A-Z0-9]+-\\d+-\\w+', 'xoxe\\.xox[bp]-\\d-\\w{40,}'],
  Sourcegraph: ['sgp_(?:[0-9A-Fa-f]{16}_|local_)?[0-9A-Fa-f]{40}'],
  Square: ['sq0(?:atp|csp)-[\\w-]{22,}', 'EAAA[\\w-]{56,}'],
  Stripe: ['[sr]k_(?:test|live|prod)_[0-9A-Za-z]{10,}', 'whsec_[\\w+/]{24,}'],
  Tailscale: ['tskey-[a-z]+-[\\w-]{16,}'],
  Telegram: ['\\d{8,10}:AA[\\w-]{32,}'],
  Twilio: ['SK[0-9a-f]{32}(?![0-9A-Za-z])'],
  Typeform: ['tfp_[\\w.=-]{59}'],
  'Yandex Cloud': ['AQVN[\\w-]{35,}', 't1\\.[\\w-]+=*\\.[\\w-]{86}'],
};

/** URLs of webhooks, whose services authenticate requests by nothing else, and signed URLs. */
const secretUrlFormats: Readonly<Record<string, readonly string[]>> = {
  'Slack webhook': ['hooks\\.slack\\.com/(?:services|workflows|triggers)/'],
  'Discord webhook': ['discord(?:app)?\\.com/api/webhooks/'],
  'Microsoft Teams webhook': ['\\.webhook\\.office\\.com/webhookb2/'],
  'Telegram bot': ['api\\.telegram\\.org/bot\\d'],
  'Google Chat webhook': ['chat\\.googleapis\\.com/v1/spaces/[^\\s?]{1,300}\\?'],
  'URL with a signature': ['[?&](?:sig|X-Amz-Signature|X-Goog-Signature)=[\\w%+/=-]{32,}'],
};

/** JSON Web Token: two JSON objects in Base64, and a signature. */
const jsonWebToken = 'eyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]*';

/** Private keys of PEM, PGP and PuTTY. */
const privateKeys = ['-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----', 'PuTTY-User-Key-File-\\d'];

interface Format {
  readonly label: string;
  readonly pattern: RegExp;
}

const formats: readonly Format[] = [
  { label: 'a private key', pattern: new RegExp(privateKeys.join('|')) },
  { label: 'a JSON Web Token', pattern: new RegExp(`(?<![0-9A-Za-z])${jsonWebToken}`) },
  ...Object.entries(tokenFormats).map(([issuer, sources]) => ({
    label: `a token or key of ${issuer}`,
    pattern: new RegExp(`(?<![0-9A-Za-z])(?:${sources.join('|')})`),
  })),
  ...Object.entries(secretUrlFormats).map(([label, sources]) => ({
    label: `the address of a ${label}`.replace('address of a URL', 'URL'),
    pattern: new RegExp(sources.join('|')),
  })),
];

/** All formats in one expression: most strings match none of them. */
const anyFormat = new RegExp(formats.map(({ pattern }) => pattern.source).join('|'));

/** Length of the shortest text that a format matches. */
const minimumLength = 14;

/** Returns what a text contains that its format identifies as a secret, such as `a token or key of GitHub`. */
export function tryGetTokenLabel(text: string): string | undefined {
  if (text.length < minimumLength || !anyFormat.test(text)) return undefined;
  return formats.find(({ pattern }) => pattern.test(text))?.label;
}
