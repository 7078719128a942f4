import { ProjectIamCustomRole } from '@cdktf/provider-google/lib/project-iam-custom-role';
import { ProjectIamMember } from '@cdktf/provider-google/lib/project-iam-member';
import type { Construct } from 'constructs';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TerraformRelease } from '../../../src/kinds/release';
import { addJobCredentials } from '../../clouds/job-credentials';
import { addDataServiceJobs, provisionerServiceAccount, type DataServicePod } from '../../clouds/data-service-jobs';
import { provisionDatabaseStatements, psqlImage } from '../../clouds/provision-databases';
import { containerResources } from '../../kubernetes/container-resources';
import { restrictedSecurityContext } from '../../kubernetes/security-context';
import { getGoogleCloud } from '../cloud/google-cloud';
import { podPermissions } from '../cloud/pod-permissions';
import { podPrincipal } from '../cloud/principals';

const gcloudImage = 'gcr.io/google.com/cloudsdktool/google-cloud-cli:504.0.1-slim';

/** Images of the jobs. */
export const provisionerImages = [gcloudImage, psqlImage];

/**
 * Returns the release with the permission of the jobs to set passwords of the instances of the project. Conditions of IAM
 * cannot limit it to single instances: they know instances and their backups, and are false for users.
 * @param component name of the component, and of its namespace
 * @see https://cloud.google.com/sql/docs/postgres/iam-conditions
 */
export function provisionerPermissions(component: string, cluster: ClusterInfo): TerraformRelease {
  return podPermissions(component, () => ({
    permission: (scope, id) => {
      const cloud = getGoogleCloud(cluster);
      const role = new ProjectIamCustomRole(scope, 'role', {
        roleId: `plinth_${component.replaceAll('-', '_')}_provisioner`,
        title: 'Passwords of database administrators',
        permissions: ['cloudsql.instances.get', 'cloudsql.users.list', 'cloudsql.users.update'],
      });
      new ProjectIamMember(scope, id, {
        project: cloud.project,
        role: role.name,
        member: podPrincipal(cloud, { namespace: component, name: provisionerServiceAccount }),
      });
    },
  }));
}

/** Sets a new password of the administrator, which is in the memory of the pod only, and finds the address of the instance. */
const setPasswordScript = `set -eu
export CLOUDSDK_CONFIG=/work/gcloud HOME=/work CLOUDSDK_CORE_DISABLE_PROMPTS=1
head -c 32 /dev/urandom | base64 | tr -d '/+=\\n' >/work/password
gcloud sql users set-password postgres --project="$PROJECT" --instance="$INSTANCE" --password="$(cat /work/password)"
gcloud sql instances describe "$INSTANCE" --project="$PROJECT" --format='value(ipAddresses[0].ipAddress)' >/work/host
`;

const provisionScript = `set -eu
export PGHOST="$(cat /work/host)" PGUSER=postgres PGPASSWORD="$(cat /work/password)" PGDATABASE=postgres PGSSLMODE=require
for file in /uses/*.json; do
  FILE="$file" psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 <<'SQL'
${provisionDatabaseStatements}
SQL
done
`;

/** Properties of the jobs of a tenant. */
export interface ProvisionerProps {
  /** Name of the component, and of its namespace. */
  readonly component: string;
  readonly tenant: string;
  /** Name of the instance. */
  readonly instance: string;
  /** ClusterSecretStore of the tenant. */
  readonly store: string;
  /** Names of the credentials of uses in Secret Manager. */
  readonly secrets: readonly string[];
  readonly cluster: ClusterInfo;
}

/** Adds the jobs that create the databases and users of a tenant, and the Secret with the credentials of its uses. */
export function addProvisioner(scope: Construct, props: ProvisionerProps): void {
  const { component, tenant, store, secrets } = props;
  const name = `${tenant}-databases`;
  addJobCredentials(scope, { name, namespace: component, store, secrets });
  addDataServiceJobs(scope, { namespace: component, tenant, pod: renderPod(props, name) });
}

function renderPod({ instance, cluster }: ProvisionerProps, credentials: string): DataServicePod {
  const common = { command: ['sh', '-c'], securityContext: restrictedSecurityContext() };
  const work = { name: 'work', mountPath: '/work' };
  return {
    initContainers: [
      {
        ...common,
        name: 'set-password',
        image: resolveImage(cluster, gcloudImage),
        args: [setPasswordScript],
        resources: containerResources({ cpuRequest: '50m', memoryRequest: '256Mi', memoryLimit: '512Mi' }),
        env: [
          { name: 'PROJECT', value: getGoogleCloud(cluster).project },
          { name: 'INSTANCE', value: instance },
        ],
        volumeMounts: [work],
      },
    ],
    containers: [
      {
        ...common,
        name: 'provision',
        image: resolveImage(cluster, psqlImage),
        args: [provisionScript],
        resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
        volumeMounts: [work, { name: 'uses', mountPath: '/uses', readOnly: true }],
      },
    ],
    volumes: [
      { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
      { name: 'uses', secret: { secretName: credentials } },
    ],
  };
}
