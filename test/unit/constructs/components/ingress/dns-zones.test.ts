import { certManager, externalDns } from '../../../../../constructs/components';
import type { ZoneAccess } from '../../../../../src/definition/capability';
import { clusterInfo } from '../../../../../src/kinds/cluster-info';
import { describeSecret, type ComponentSecret } from '../../../../../src/kinds/component-secret';
import { getObjects, getRelease, getValue } from '../../../../support/releases';

const email = 'ops@acme.example';

/** Access to a zone that needs everything which an endpoint can contain. */
const zoneAccess: ZoneAccess = {
  solver: { azureDNS: { subscriptionID: 'subscription', resourceGroupName: 'dns' } },
  arguments: ['--google-project=acme'],
  configFile: { path: '/etc/kubernetes/azure.json', content: '{"resourceGroup":"dns"}' },
  podLabels: { 'azure.workload.identity/use': 'true' },
  identity: { secret: 'azure-dns-identity', variables: { AZURE_CLIENT_ID: 'client-id' } },
};

const cluster = clusterInfo({
  cluster: 'cloud1',
  capabilities: { 'dns-zones': { api: 'azure', zoneAccess }, secrets: { platformStore: 'platform' } },
});

const listKeys = (secrets: readonly ComponentSecret[]) =>
  secrets.map(({ namespace, name, values }) => [namespace, name, ...Object.keys(values)].join(' '));

const clientId = {
  name: 'AZURE_CLIENT_ID',
  valueFrom: { secretKeyRef: { name: 'azure-dns-identity', key: 'client-id' } },
};

describe('external-dns', () => {
  const options = { provider: 'azure', zones: ['acme.example'] };
  const releases = externalDns.releases(options, cluster);

  test('gets the configuration and the identity for zones of its provider', () => {
    expect(getValue(releases, 'external-dns', 'podLabels')).toEqual(zoneAccess.podLabels);
    expect(getValue(releases, 'external-dns', 'env')).toEqual([clientId]);
    expect(getValue(releases, 'external-dns', 'extraArgs')).toContain('--google-project=acme');
    expect(getValue(releases, 'external-dns', 'extraVolumeMounts', 0, 'mountPath')).toBe('/etc/kubernetes');
    expect(getRelease(releases, 'external-dns').after).toEqual(['external-dns-configuration']);
    expect(getObjects(releases, 'external-dns-configuration')).toMatchObject([
      { kind: 'ConfigMap', data: { 'azure.json': '{"resourceGroup":"dns"}' } },
    ]);
    expect(listKeys(externalDns.secrets(options, cluster))).toEqual(['external-dns azure-dns-identity client-id']);
  });

  test('is restarted when its configuration file changes', () => {
    const configFile = { path: '/etc/kubernetes/azure.json', content: '{"resourceGroup":"other"}' };
    const changed = clusterInfo({
      capabilities: { 'dns-zones': { api: 'azure', zoneAccess: { ...zoneAccess, configFile } } },
    });
    const annotations = (input: typeof releases) => getValue(input, 'external-dns', 'podAnnotations');
    expect(annotations(externalDns.releases(options, changed))).not.toEqual(annotations(releases));
  });

  test.each([
    ['at another provider', { ...options, provider: 'aws' }],
    ['with credentials of its own', { ...options, credentials: 'dns', variables: ['AZURE_CLIENT_SECRET'] }],
  ])('gets nothing of it %s', (_, others) => {
    expect(JSON.stringify(externalDns.releases(others, cluster))).not.toContain('azure-dns-identity');
    expect(JSON.stringify(externalDns.secrets(others, cluster))).not.toContain('azure-dns-identity');
  });
});

describe('the permission of external-dns', () => {
  const problemsOn = (cloud: string | undefined, options: object) => {
    const place = cloud === undefined ? {} : { cloud: { provider: cloud, region: 'r' } };
    return externalDns
      .validate({ provider: 'azure', zones: ['acme.example'], ...options }, clusterInfo({ ...cluster, ...place }))
      .map(({ path, fix }) => `${path.join('.')}: ${fix}`);
  };

  test.each([
    ['comes from the component of its provider', 'azure', {}, []],
    [
      'is missing without that component',
      'aws',
      { provider: 'aws' },
      ['provider: add the component route53(), or write credentials'],
    ],
    [
      'is missing in another cloud',
      'aws',
      { provider: 'google' },
      ['provider: write credentials, or the provider of the cloud of the cluster'],
    ],
    ['can be credentials', 'aws', { provider: 'google', credentials: 'dns' }, []],
    ['is unknown for other providers', 'aws', { provider: 'rfc2136' }, []],
    ['is unknown for clusters elsewhere', undefined, { provider: 'aws' }, []],
  ])('%s', (_, cloud, options, expected) => {
    expect(problemsOn(cloud, options)).toEqual(expected);
  });
});

describe('cert-manager', () => {
  test('gets the solver and the identity with `dns01: true`', () => {
    const releases = certManager.releases({ email, dns01: true }, cluster);
    expect(getObjects(releases, 'cert-manager-issuers')).toMatchObject([
      { kind: 'ClusterIssuer', spec: { acme: { solvers: [{ dns01: zoneAccess.solver }] } } },
    ]);
    expect(getValue(releases, 'cert-manager', 'podLabels')).toEqual(zoneAccess.podLabels);
    expect(getValue(releases, 'cert-manager', 'extraEnv')).toEqual([clientId]);
    expect(certManager.requires({ email, dns01: true })).toEqual(['dns-zones']);
    const [secret] = certManager.secrets({ email, dns01: true }, cluster);
    expect(secret && describeSecret(secret, 'store', cluster).source).toBe(
      'written by Terraform to platform/cloud1/cert-manager/azure-dns-identity (client-id)',
    );
  });

  test('gets nothing of it with a solver of its own', () => {
    const options = { email, dns01: { route53: { region: 'eu-north-1' } } };
    expect(JSON.stringify(certManager.releases(options, cluster))).not.toContain('azure-dns-identity');
    expect(certManager.secrets(options, cluster)).toEqual([]);
  });

  test('rejects `dns01: true` where the provider of the zones has no solver', () => {
    const problems = certManager.validate({ email, dns01: true }, clusterInfo({ capabilities: { 'dns-zones': {} } }));
    expect(problems).toMatchObject([{ severity: 'error', path: ['dns01'] }]);
  });

  test('lists the Secrets that a solver refers to, once each, with all keys', () => {
    const dns01 = {
      rfc2136: { nameserver: '10.0.0.53', tsigSecretSecretRef: { name: 'dns-update', key: 'tsig' } },
      webhook: { config: { accounts: [{ userSecretRef: { name: 'company-dns', key: 'user' } }] } },
      akamai: {
        clientTokenSecretRef: { name: 'company-dns', key: 'token' },
        // Incomplete: cert-manager refuses it.
        accessTokenSecretRef: { name: 'company-dns' },
      },
    };
    const secrets = certManager.secrets({ email, dns01 }, cluster);
    expect(listKeys(secrets)).toEqual(['cert-manager dns-update tsig', 'cert-manager company-dns user token']);
    expect(secrets[0] && describeSecret(secrets[0], 'store', cluster).source).toBe(
      'written by the platform team to platform/cloud1/cert-manager/dns-update (tsig)',
    );
  });
});
