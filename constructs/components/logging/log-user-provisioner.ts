import { join } from 'node:path';
import type { Construct } from 'constructs';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { images } from '../../images';
import { readPodScript } from '../../kubernetes/script-pod';
import { addScriptServer, scriptPodLabels } from '../../kubernetes/script-server';
import { elasticNamespace } from './elasticsearch-secrets';
import { logUserLabel } from './tenant-log-users';

const script = readPodScript(join(__dirname, 'scripts/log-users.mjs'));

/** Returns the name of the provisioner of an Elasticsearch, and of its release. */
export function logUserProvisionerName(elasticsearch: string): string {
  return `${elasticsearch}-users`;
}

/**
 * Returns the release of the provisioner, which creates roles, users and spaces of tenants in Elasticsearch and Kibana as
 * their Secrets define them. It reads Secrets of its own namespace only.
 * @param elasticsearch name of the Elasticsearch object
 */
export function logUserProvisionerRelease(elasticsearch: string, cluster: ClusterInfo): ObjectRelease {
  const name = logUserProvisionerName(elasticsearch);
  return {
    name,
    namespace: elasticNamespace,
    podSecurity: 'restricted',
    after: [elasticsearch],
    images: [images.node],
    networkRules: { users: { podLabels: scriptPodLabels(name), egress: [{ peer: 'api-server' }] } },
    objects: {
      'objects.yaml': (scope) => {
        addProvisioner(scope, name, elasticsearch, cluster);
      },
    },
  };
}

function addProvisioner(scope: Construct, name: string, elasticsearch: string, cluster: ClusterInfo): void {
  const kibana = tryGetEndpoint(cluster, 'log-search');
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  addScriptServer(
    scope,
    {
      name,
      namespace: elasticNamespace,
      container: 'provisioner',
      script,
      env: {
        SELECTOR: Object.entries(logUserLabel)
          .map(([key, value]) => `${key}=${value}`)
          .join(','),
        ELASTICSEARCH_URL: `https://${elasticsearch}-es-http.${elasticNamespace}.svc:9200`,
        ...(kibana?.api === 'kibana' && kibana.url !== undefined ? { KIBANA_URL: kibana.url } : {}),
      },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
      volumes: [
        { name: 'user', secret: { secretName: `${elasticsearch}-es-elastic-user` } },
        { name: 'certificates', secret: { secretName: `${elasticsearch}-es-http-certs-public` } },
      ],
      volumeMounts: [
        mount('user', '/etc/elasticsearch/user'),
        mount('certificates', '/etc/elasticsearch/certificates'),
      ],
    },
    cluster,
  );
}
