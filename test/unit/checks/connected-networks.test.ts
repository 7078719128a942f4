import { createGkePlatform, describeGoogle, gkeOptions } from '../../support/google';
import { aksOptions, createAksPlatform, describeAzure } from '../../support/azure';
import type { Language } from '../../../src/create-language';

const problemsOf = (language: Language, platform: object) =>
  language
    .check(platform)
    .filter(({ path }) => path.includes('connections'))
    .map(({ path, message }) => `${path.join('.')} ${message}`);

describeAzure('networks in Azure that are connected with the same network', (azure, language) => {
  const via =
    '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/a/providers/Microsoft.Network/virtualNetworks/analytics';
  const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [443], via } };
  const check = (cidr: string, other = via) => {
    const platform = createAksPlatform({ connections });
    const analytics = { ...connections.analytics, via: other };
    const stage = azure.aks({ ...aksOptions, environment: 'stage', network: { cidr }, connections: { analytics } });
    const environments = [...platform.environments, 'stage'];
    return problemsOf(language, { ...platform, environments, clusters: { ...platform.clusters, stage } });
  };

  test('have ranges that do not overlap', () => {
    expect(check('10.0.0.0/18')).toEqual([
      "clusters.stage.connections.analytics.via is connected with cluster 'cloud1', whose network 10.0.0.0/16 overlaps with 10.0.0.0/18 of this cluster",
    ]);
    expect(check('10.1.0.0/16')).toEqual([]);
    expect(check('10.0.0.0/18', `${via}-2`)).toEqual([]);
  });
});

describeGoogle('networks in Google Cloud that are connected with the same network', (google, language) => {
  test('have ranges of pods and Services that do not overlap either', () => {
    const via = 'projects/analytics/global/networks/analytics';
    const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [443], via } };
    const platform = createGkePlatform({ connections });
    const check = (ranges: object) => {
      const network = { cidr: '10.1.0.0/16' };
      const stage = google.gke({
        ...gkeOptions,
        environment: 'stage',
        project: 'acme-stage',
        network,
        connections,
        ...ranges,
      });
      const environments = [...platform.environments, 'stage'];
      return problemsOf(language, { ...platform, environments, clusters: { ...platform.clusters, stage } });
    };
    expect(check({ serviceCidr: '10.97.0.0/20' })).toEqual([
      expect.stringMatching(
        /^clusters\.stage\.connections\.analytics\.via is connected with cluster 'cloud1', whose network 10\.244/,
      ),
    ]);
    expect(check({ podCidr: '10.240.0.0/16', serviceCidr: '10.97.0.0/20' })).toEqual([]);
  });
});
