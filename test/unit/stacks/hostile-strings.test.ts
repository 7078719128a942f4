import { builtInLanguage } from '../../../src/synth';
import { setValueAtPath } from '../../../src/cli/edit-text';
import { readStack, synthesize, type Files } from '../../support/output-files';

/** Templates that Terraform would evaluate. */
const templates = '${file("/etc/passwd")}%{if true}$${x}%%{y}';

/** Templates, and what cdktf takes for its own tokens. */
const hostile = `${templates}\${TfToken[TOKEN.0]}#{TfToken[TOKEN.1]} -1.8881545897087505e+289 `;

const release = (host: string) => ({ image: `registry.acme.example/shop/${host}:1`, ingress: `${host}.acme.example` });

const platform = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev', 'prod'],
  state: { backend: 'local', folder: 'state' },
  clusters: {
    dev: {
      kind: 'existing',
      environment: 'dev',
      kubeconfig: 'kubeconfig/dev.yaml',
      context: 'dev',
      chartMirror: 'https://mirror.acme.example/charts',
      registryMirror: 'mirror.acme.example/hub',
      provides: { network: {}, 'network-policy': {}, dns: {}, 'load-balancer': {} },
      components: [
        { kind: 'metrics-server', values: { args: ['--a=b'], nested: { text: 'x' } } },
        { kind: 'traefik' },
        { kind: 'loki' },
        { kind: 'local-path' },
        { kind: 'prometheus' },
        { kind: 'grafana' },
      ],
    },
    prod: {
      kind: 'on-prem',
      environment: 'prod',
      ssh: { user: 'ops', privateKey: '~/.ssh/id', knownHosts: 'known_hosts' },
      controlPlanes: { cp1: '192.0.2.11' },
      workers: { w1: '192.0.2.21' },
      proxy: { http: 'http://proxy.acme.example:3128', https: 'http://proxy.acme.example:3128' },
      containerd: 'x = "y"',
      components: [{ kind: 'cilium' }, { kind: 'core-dns' }, { kind: 'local-path' }],
    },
  },
  tenants: {
    shop: {
      clusters: ['dev'],
      owners: 'shop-developers',
      applications: { web: { ...release('web'), env: { TEXT: 'x' }, args: ['a'], command: ['b'] } },
      objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data: { text: 'x' } }],
    },
  },
};

/** Lists the paths of all strings of a definition. */
function listStringPaths(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => listStringPaths(child, [...path, key]));
}

/** Sets a value at a path that may lead through lists. */
function setAt(data: unknown, path: readonly string[], value: unknown): unknown {
  const [key = '', ...rest] = path;
  if (!Array.isArray(data)) {
    const child = (data as Readonly<Record<string, unknown>>)[key];
    return setValueAtPath(data, [key], rest.length === 0 ? value : setAt(child, rest, value));
  }
  return data.map((item: unknown, index) => {
    if (String(index) !== key) return item;
    return rest.length === 0 ? value : setAt(item, rest, value);
  });
}

function isValid(definition: unknown): boolean {
  return builtInLanguage.check(definition).every(({ severity }) => severity !== 'error');
}

/** Makes every string of a definition hostile that the plan accepts. */
function makeHostile(definition: unknown): { readonly definition: unknown; readonly paths: readonly string[] } {
  let result = definition;
  const paths: string[] = [];
  for (const path of listStringPaths(definition)) {
    const original = path.reduce<unknown>(
      (value, key) => (value as Record<string, unknown>)[key],
      definition,
    ) as string;
    // With a path below a home or a URL, and without what cdktf takes for a token.
    const candidate = [`${original}${hostile}`, `${original}${hostile.replaceAll(' ', '')}`, `${original}${templates}`]
      .map((value) => setAt(result, path, value))
      .find(isValid);
    if (candidate === undefined) continue;
    result = candidate;
    paths.push(path.join('.'));
  }
  return { definition: result, paths };
}

/** Evaluates a string as Terraform does, as far as there are literals only, and lists its other expressions. */
function evaluate(text: string): { readonly text: string; readonly expressions: readonly string[] } {
  const expressions: string[] = [];
  const evaluated = text.replace(
    /\$\$\{|%%\{|\$\{"([^"]*)"\}|[$%]\{([^}]*)\}?/g,
    (match, literal: string | undefined, expression: string | undefined) => {
      if (literal !== undefined) return literal;
      if (expression === undefined) return match.slice(1);
      expressions.push(match);
      return match;
    },
  );
  return { text: evaluated, expressions };
}

/** Lists all strings of JSON, keys included. */
function listStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...listStrings(child)]);
}

/** Returns the strings of all stacks that Terraform evaluates: all but those of backends and of cdktf's metadata. */
function evaluatedStrings(files: Files): readonly string[] {
  return Object.entries(files)
    .filter(([path]) => path.endsWith('cdk.tf.json'))
    .flatMap(([, text]) => {
      const { terraform, '//': _metadata, ...blocks } = JSON.parse(text) as Record<string, Record<string, unknown>>;
      const { backend: _backend, ...settings } = terraform ?? {};
      return listStrings({ ...blocks, terraform: settings });
    });
}

describe('strings of a definition in Terraform configuration', () => {
  const { definition, paths } = makeHostile(platform);
  const files = synthesize(definition, undefined, builtInLanguage);

  it('are not evaluated, whatever they contain', () => {
    // Options whose strings reach Terraform configuration.
    expect(paths).toEqual(
      expect.arrayContaining([
        'state.folder',
        'clusters.dev.kubeconfig',
        'clusters.dev.context',
        'clusters.dev.chartMirror',
        'clusters.dev.components.0.values.args.0',
        'clusters.dev.components.0.values.nested.text',
        'tenants.shop.applications.web.env.TEXT',
        'tenants.shop.objects.0.data.text',
      ]),
    );
    const expressions = evaluatedStrings(files).flatMap((text) => evaluate(text).expressions);
    expect(expressions.length).toBeGreaterThan(5);
    for (const expression of expressions)
      expect(expression).toMatch(
        /^\$\{(each\.(key|value)|self\.(id|input(\.[a-z]+)?)|try\(self\.input\.[a-z]+, ""\)|path\.module|terraform_data\.[a-z-]+\.id|yamlencode\(\{ crds = data\.helm_template\.[a-z-]+\.crds \})\}?$/,
      );
  });

  it('reach the provider and the charts unchanged', () => {
    const { provider, resource } = readStack(files, 'dev-platform') as unknown as {
      provider: { helm: readonly [{ kubernetes: { config_path: string; config_context: string } }] };
      resource: { helm_release: Readonly<Record<string, { repository?: string; values: readonly [string] }>> };
    };
    const [{ kubernetes }] = provider.helm;
    expect(evaluate(kubernetes.config_path).text).toBe(`../../../kubeconfig/dev.yaml${hostile}`);
    expect(evaluate(kubernetes.config_context).text).toBe(`dev${hostile}`);
    const metricsServer = resource.helm_release['metrics-server'];
    expect(evaluate(metricsServer?.repository ?? '').text).toMatch(/^https:\/\/mirror\.acme\.example\/charts/);
    expect(evaluate(metricsServer?.repository ?? '').text).toContain('${file("/etc/passwd")}');
    expect(evaluate(metricsServer?.values[0] ?? '').text).toContain(`--a=b${hostile}`);
    const charts = Object.entries(files).filter(([path]) => path.includes('/charts/tenant-shop/'));
    expect(charts.filter(([, text]) => text.includes(hostile)).length).toBeGreaterThan(1);
  });

  it.each([
    { backend: 'local', folder: 'state' },
    { backend: 's3', bucket: 'b', region: 'r', kmsKeyId: 'k' },
    { backend: 'gcs', bucket: 'b', kmsEncryptionKey: 'k' },
    { backend: 'azurerm', resourceGroup: 'r', storageAccount: 's', container: 'c' },
    { backend: 'pg', schema: 's' },
    { backend: 'kubernetes', namespace: 'n', kubeconfig: 'k', context: 'c' },
  ])('are literal in backends, which Terraform does not evaluate: %j', ({ backend, ...options }) => {
    const withTemplates = Object.fromEntries(Object.entries(options).map(([key, value]) => [key, value + templates]));
    const minimal = {
      ...platform,
      tenants: {},
      environments: ['dev'],
      clusters: { dev: { kind: 'existing', environment: 'dev', kubeconfig: 'k' } },
    };
    const state = { backend, ...withTemplates };
    const { terraform } = readStack(synthesize({ ...minimal, state }, undefined, builtInLanguage), 'dev-platform');
    const texts = listStrings(terraform.backend[backend]);
    for (const value of Object.values(withTemplates)) expect(texts.some((text) => text.includes(value))).toBe(true);
    for (const option of Object.keys(options))
      expect(isValid({ ...minimal, state: { ...state, [option]: hostile } })).toBe(false);
  });
});
