import { bindingSecretName } from '../../../../src/definition/uses';
import {
  createsUsers,
  type ClusterCapabilities,
  type ComponentWorkload,
} from '../../../../src/kinds/component-workload';
import { error, valueAtPath, type Problem } from '../../../../src/schema/problem';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';

/** ORY services with a database. */
export const databaseServices = ['kratos', 'hydra', 'keto'] as const;

type DatabaseService = (typeof databaseServices)[number];

/** Where the databases come from: see the option `databases`. */
export type DatabaseSource = 'provided' | 'secrets';

/** Folder with the certificate authority of the database, in the pods. */
const bindingFolder = '/run/secrets/database';

/**
 * Returns where the databases come from: by default from a component that creates databases with their users, where the
 * cluster has one.
 */
export function resolveDatabaseSource(
  databases: DatabaseSource | undefined,
  cluster: ClusterCapabilities,
): DatabaseSource {
  return databases ?? (createsUsers('database', cluster) ? 'provided' : 'secrets');
}

/** Returns the uses of a database by the services: of each, those of its pods and of the job that migrates the schema. */
export function listDatabaseWorkloads(
  component: string,
  services: readonly DatabaseService[],
): readonly ComponentWorkload[] {
  return services.map((service) => ({
    name: workloadName(component, service),
    namespace: component,
    image: charts[service].images[0],
    podSelectors: [{ 'app.kubernetes.io/name': service }, migrationPodLabels(service, component)],
    uses: { database: { files: bindingFolder } },
    readers: [{ kind: 'Deployment', name: `${component}-${service}` }],
  }));
}

/** Returns the Helm values of a service with a database: the Secret with its keys, and the job that migrates the schema. */
export function renderDatabaseValues(secret: string) {
  return {
    secret: { enabled: false, nameOverride: secret },
    job: { resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '256Mi' }) },
  };
}

/** Lists in the values `deployment` of a chart, which the job that migrates the schema has too. */
interface PodLists {
  readonly extraEnv?: readonly object[];
  readonly extraVolumes?: readonly object[];
  readonly extraVolumeMounts?: readonly object[];
}

/**
 * Returns the values `deployment` of a chart by which the pods of a service read the Secret of the use of a database: its URL
 * and certificate authority. Without a provider, the chart takes the URL from the key `dsn` of the Secret of the service. Pods
 * wait for the Secret.
 * @param lists lists of the service itself; @default none
 */
export function renderDatabaseBinding(
  service: DatabaseService,
  { name, databases }: { readonly name: string; readonly databases: DatabaseSource },
  lists?: PodLists,
) {
  if (databases === 'secrets') return lists ?? {};
  const secretName = bindingSecretName(workloadName(name, service), { path: ['database'] });
  return {
    extraEnv: [
      ...(lists?.extraEnv ?? []),
      { name: 'DSN', valueFrom: { secretKeyRef: { name: secretName, key: 'uri' } } },
    ],
    extraVolumes: [...(lists?.extraVolumes ?? []), { name: 'database', secret: { secretName } }],
    extraVolumeMounts: [
      ...(lists?.extraVolumeMounts ?? []),
      { name: 'database', mountPath: bindingFolder, readOnly: true },
    ],
  };
}

/**
 * Checks that `values` of a service does not replace the lists by which its pods read the URL of the database.
 */
export function checkDatabaseValues(
  service: DatabaseService,
  values: Readonly<Record<string, unknown>> | undefined,
): readonly Problem[] {
  return ['extraEnv', 'extraVolumes', 'extraVolumeMounts'].flatMap((list) => {
    const path = ['values', 'deployment', list];
    const value = valueAtPath({ values }, path);
    return value === undefined
      ? []
      : [
          error(
            [service, ...path],
            value,
            'replaces the list by which the pods read the URL of their database',
            "remove it, or set `databases: 'secrets'`",
          ),
        ];
  });
}

/** Returns the labels of the pods of the job that migrates the schema: the charts do not agree on their name. */
export function migrationPodLabels(service: DatabaseService, component: string) {
  const name = service === 'kratos' ? service : `${component}-${service}`;
  return { 'app.kubernetes.io/name': `${name}-automigrate` };
}

function workloadName(component: string, service: DatabaseService): string {
  return `${component}-${service}`;
}
