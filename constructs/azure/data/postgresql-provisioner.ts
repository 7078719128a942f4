import type { Construct } from 'constructs';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { addJobCredentials } from '../../clouds/job-credentials';
import { addDataServiceJobs, provisionerServiceAccount, type DataServicePod } from '../../clouds/data-service-jobs';
import { provisionDatabaseStatements, psqlImage } from '../../clouds/provision-databases';
import { postgresqlPort } from '../../clouds/tenant-databases';
import { containerResources } from '../../kubernetes/container-resources';
import { restrictedSecurityContext } from '../../kubernetes/security-context';
import { getAzureCloud } from '../cloud/azure-cloud';
import { tenantGroupName } from '../vault/tenant-data';
import { addClientId, clientIdKey } from '../identity/client-id';
import { addFederatedCredential, tokenAudience } from '../identity/federated-identity';
import { administratorClientIdName, administratorId, administratorName } from './postgresql-server';

const azureCliImage = 'mcr.microsoft.com/azure-cli:2.67.0';

/** Images of the jobs. */
export const provisionerImages = [azureCliImage, psqlImage];

/** Lets the jobs on a cluster use the identity that administers the server of a tenant. */
export function addProvisionerCredential(
  scope: Construct,
  component: string,
  tenant: string,
  cluster: ClusterInfo,
): void {
  addFederatedCredential(scope, 'credential', {
    name: cluster.cluster,
    identityId: administratorId(tenant, cluster),
    resourceGroup: tenantGroupName(tenant, cluster),
    serviceAccount: { namespace: component, name: provisionerServiceAccount },
    cloud: getAzureCloud(cluster),
  });
}

/** Gets a token of Microsoft Entra for PostgreSQL with the token of the service account. */
const logInScript = `set -eu
export AZURE_CONFIG_DIR=/work/azure HOME=/work
az login --service-principal --username "$AZURE_CLIENT_ID" --tenant "$AZURE_TENANT_ID" --federated-token "$(cat /token/token)" --allow-no-subscriptions --output none
az account get-access-token --resource-type oss-rdbms --query accessToken --output tsv >/work/password
`;

const provisionScript = `set -eu
export PGPASSWORD="$(cat /work/password)" PGDATABASE=postgres PGSSLMODE=require
for file in /uses/*.json; do
  FILE="$file" psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
${provisionDatabaseStatements}
SQL
done
`;

/** Returns the name of the Secret with the client ID of the identity of the jobs. */
function identitySecretName(tenant: string): string {
  return `${tenant}-identity`;
}

/** Properties of the jobs of a tenant. */
export interface ProvisionerProps {
  /** Name of the component, and of its namespace. */
  readonly component: string;
  readonly tenant: string;
  /** ClusterSecretStore of the tenant. */
  readonly store: string;
  /** Names of the credentials of uses in the key vault. */
  readonly secrets: readonly string[];
  /** Host name of the server. */
  readonly host: string;
  readonly cluster: ClusterInfo;
}

/**
 * Adds the jobs that create the databases and users of a tenant, and the Secrets with the ID of their identity and with the
 * credentials of uses.
 */
export function addProvisioner(scope: Construct, props: ProvisionerProps): void {
  const { component, tenant, store, secrets } = props;
  const name = `${tenant}-databases`;
  addClientId(scope, {
    name: identitySecretName(tenant),
    namespace: component,
    store,
    key: administratorClientIdName(tenant),
  });
  addJobCredentials(scope, { name, namespace: component, store, secrets });
  addDataServiceJobs(scope, { namespace: component, tenant, pod: renderPod(props, name) });
}

function renderPod({ tenant, host, cluster }: ProvisionerProps, credentials: string): DataServicePod {
  const common = { command: ['sh', '-c'], securityContext: restrictedSecurityContext() };
  const work = { name: 'work', mountPath: '/work' };
  return {
    initContainers: [
      {
        ...common,
        name: 'log-in',
        image: resolveImage(cluster, azureCliImage),
        args: [logInScript],
        resources: containerResources({ cpuRequest: '50m', memoryRequest: '256Mi', memoryLimit: '512Mi' }),
        env: [
          {
            name: 'AZURE_CLIENT_ID',
            valueFrom: { secretKeyRef: { name: identitySecretName(tenant), key: clientIdKey } },
          },
          { name: 'AZURE_TENANT_ID', value: getAzureCloud(cluster).entraTenant },
        ],
        volumeMounts: [work, { name: 'token', mountPath: '/token', readOnly: true }],
      },
    ],
    containers: [
      {
        ...common,
        name: 'provision',
        image: resolveImage(cluster, psqlImage),
        args: [provisionScript],
        resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
        env: [
          { name: 'PGHOST', value: host },
          { name: 'PGPORT', value: String(postgresqlPort) },
          { name: 'PGUSER', value: administratorName(tenant, cluster) },
        ],
        volumeMounts: [work, { name: 'uses', mountPath: '/uses', readOnly: true }],
      },
    ],
    volumes: [
      { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
      { name: 'uses', secret: { secretName: credentials } },
      {
        name: 'token',
        projected: {
          sources: [{ serviceAccountToken: { audience: tokenAudience, expirationSeconds: 3600, path: 'token' } }],
        },
      },
    ],
  };
}
