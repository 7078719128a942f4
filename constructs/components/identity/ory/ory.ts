import { z } from 'zod';
import { componentKind } from '../../../../src/kinds/component-kind';
import type { CapabilityProviders } from '../../../../src/kinds/provides';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import { createsUsers, type ClusterCapabilities } from '../../../../src/kinds/component-workload';
import type { OptionsOf } from '../../../../src/definition/component';
import { error, type Problem, warning } from '../../../../src/schema/problem';
import { loginOptionFields, loginOptions, provideIssuer } from '../gate/issuer';
import { gateReleases } from '../gate/release';
import { registrarRelease } from '../registrar/registrar';
import { checkDatabaseValues, databaseServices, listDatabaseWorkloads, resolveDatabaseSource } from './databases';
import { serviceUrl, type OryContext } from './service';
import { hydraOptions, hydraReleases, issuerHost } from './hydra';
import { hydraEndpoint, provideHydra } from './hydra-login';
import { ketoOptions, ketoReleases } from './keto';
import { definesClass, provideKeto, reservedClasses } from './permissions';
import { accountsHost, cookieDomain, listCookieDomains, kratosOptions, kratosReleases, pagesUrl } from './kratos';
import { pagesReleases } from './pages';
import { checkPeople, peopleReleases, peopleSchema } from './people';
import { listOrySecrets } from './secrets';
import { checkUpstreams, listUpstreamClients, upstreamSchema } from './upstream';
import { oathkeeperOptions, oathkeeperReleases } from './oathkeeper';

const schema = z.strictObject({
  kratos: kratosOptions.prefault({}).describe('Kratos: user accounts and login'),
  hydra: hydraOptions.prefault({}).describe('Hydra: OpenID Connect issuer'),
  keto: ketoOptions.prefault({}).describe('Keto: permission checks'),
  oathkeeper: oathkeeperOptions.prefault({}).describe('Oathkeeper: authorization of HTTP requests'),
  people: peopleSchema
    .optional()
    .meta({ examples: [[{ email: 'ann@acme.example', groups: ['shop-support'] }]] })
    .describe(
      'people who may log in, with their groups: a server keeps their accounts at Kratos. People who are removed from the list cannot log in any more; @default no accounts: administrators create them',
    ),
  upstream: upstreamSchema
    .optional()
    .meta({ examples: [[{ id: 'entra', url: 'https://login.microsoftonline.com/<tenant ID>/v2.0' }]] })
    .describe(
      'issuers at which people have their accounts, instead of passwords; groups come from `people`. `plinth clients` lists the clients to register there; @default passwords',
    ),
  databases: z
    .enum(['provided', 'secrets'])
    .optional()
    .describe(
      'where the databases come from: `provided` by a component that creates databases on request, or `secrets`: the key `dsn` of the Secret of each service; @default provided where the cluster has such a component, otherwise secrets',
    ),
  ...loginOptionFields,
});

type Options = OptionsOf<typeof schema>;

/**
 * Identity and access management with the ORY services: login of users (Kratos, with its self-service pages), an OpenID
 * Connect issuer (Hydra), permission checks (Keto) and an authorization proxy (Oathkeeper). Each service can be disabled.
 * Databases come from a component such as `cloudNativePg()`; without one, they and their Secrets must exist before, because
 * the migrations run first. Registration is closed: the accounts are those of `people`, and those that administrators create; with
 * `upstream`, they are accounts of other issuers.
 * @see https://www.ory.com/docs
 * @example
 * ory({ keto: { enabled: false }, kratos: { host: 'accounts.acme.example', mail: true } })
 * @example
 * ory({ people: [{ email: 'ann@acme.example', name: 'Ann', groups: ['shop-support'] }] })
 */
export const ory = componentKind({
  kind: 'ory',
  summary: 'Identity and access management with ORY: Kratos, Hydra, Keto and Oathkeeper.',
  schema,
  requires: ({ kratos, hydra }) =>
    kratos.enabled || hydra.enabled ? ['network', 'dns', 'ingress'] : ['network', 'dns'],
  workloads: (options, cluster) => listDatabaseWorkloads(options.name, listProvidedDatabases(options, cluster)),
  secrets: (options, cluster) =>
    listOrySecrets({
      ...options,
      databases: resolveContext(options, cluster).databases,
      keto: { ...options.keto, enabled: isEnabled(options, 'keto') },
      oathkeeper: { ...options.oathkeeper, enabled: isEnabled(options, 'oathkeeper') },
    }),
  oidcClients: (options, cluster) =>
    listUpstreamClients(
      options.upstream ?? [],
      options.name,
      accountsHost(options.kratos, resolveContext(options, cluster)),
    ),
  hosts: (options, cluster) => [
    ...(options.kratos.enabled ? [accountsHost(options.kratos, resolveContext(options, cluster))] : []),
    ...(options.hydra.enabled ? [issuerHost(options.hydra, resolveContext(options, cluster))] : []),
  ],
  cookieDomains: (options, cluster) =>
    options.kratos.enabled ? listCookieDomains(options.kratos, resolveContext(options, cluster)) : [],
  // A service that is disabled has no data.
  dataSources: (options, cluster): Readonly<Record<string, string>> =>
    listDatabaseServices(options).length === 0 ? {} : { databases: resolveDatabaseSource(options.databases, cluster) },
  validate: (options, cluster) => [
    ...checkDatabaseProvider(options, cluster),
    ...(options.realm ? validateRealm(options, resolveContext(options, cluster)) : []),
    ...validatePermissions(options.keto.permissions),
    ...(options.people === undefined ? [] : checkPeople(options.people, options.kratos)),
    ...(options.upstream === undefined ? [] : checkUpstreams(options.upstream, options)),
    ...listProvidedDatabases(options, cluster).flatMap((service) =>
      checkDatabaseValues(service, options[service].values),
    ),
    ...warnIfRegistrationIsOpen(options),
  ],
  provides: (options): CapabilityProviders => {
    const { name, kratos, hydra } = options;
    return {
      ...(hydra.enabled
        ? provideIssuer(
            options,
            provideHydra(
              name,
              { kratos: kratos.enabled, oathkeeper: isEnabled(options, 'oathkeeper') },
              loginOptions(options),
            ),
          )
        : kratos.enabled
          ? {
              identity: {
                endpoint: { api: 'kratos', namespace: name, url: `http://${name}-kratos-public.${name}:80` },
              },
            }
          : {}),
      ...(isEnabled(options, 'keto') ? { permissions: provideKeto(name) } : {}),
      ...(isEnabled(options, 'oathkeeper')
        ? {
            'access-rules': {
              endpoint: {
                api: 'oathkeeper',
                namespace: name,
                podLabels: { 'app.kubernetes.io/name': 'oathkeeper' },
                url: `http://${name}-oathkeeper-api.${name}:4456`,
              },
            },
          }
        : {}),
    };
  },
  issuer: issuerUrl,
  releases: (options, cluster) => {
    const { name, kratos, hydra, keto, oathkeeper, people, upstream } = options;
    const context = resolveContext(options, cluster);
    const host = accountsHost(kratos, context);
    const pages = pagesUrl(kratos, context);
    const issuer = issuerUrl(options, cluster);
    const { replicas } = kratos;
    return [
      ...(kratos.enabled
        ? kratosReleases(kratos, context, {
            ...{ usesHydra: hydra.enabled, hasPeople: people !== undefined },
            ...{ upstreams: upstream, sessionHours: options.sessionHours },
          })
        : []),
      ...peopleReleases({ people, hasUpstream: upstream !== undefined }, context),
      ...(hydra.enabled ? hydraReleases({ ...hydra, pages, consent: `https://${host}` }, context) : []),
      ...(kratos.enabled
        ? pagesReleases(
            {
              ...{ host, replicas, deploysPages: kratos.pages === undefined, usesHydra: hydra.enabled },
              hasOtherHost: cookieDomain(kratos, context) !== undefined,
            },
            context,
          )
        : []),
      ...(kratos.enabled && hydra.enabled
        ? [
            registrarRelease(
              { component: name, hydraAdminUrl: serviceUrl(context, `${name}-hydra-admin`, 4445) },
              cluster,
            ),
            ...gateReleases(name, hydraEndpoint(name, issuer), loginOptions(options), cluster),
          ]
        : []),
      ...(isEnabled(options, 'keto') ? ketoReleases(keto, context) : []),
      ...(isEnabled(options, 'oathkeeper')
        ? oathkeeperReleases(oathkeeper, context, {
            kratos: kratos.enabled,
            keto: isEnabled(options, 'keto'),
            pages,
            ...(issuer === undefined ? {} : { issuer }),
          })
        : []),
      ...monitoringReleases({ name, namespace: name, alerts: [identityDownAlert(name)] }, cluster),
    ];
  },
});

function resolveContext(options: Options, cluster: ClusterInfo): OryContext {
  const { name, realm } = options;
  const databases = resolveDatabaseSource(options.databases, cluster);
  return { name, realm, databases, cluster, gateNamespace: loginOptions(options).gateNamespace };
}

function issuerUrl(options: Options, cluster: ClusterInfo): string | undefined {
  return options.hydra.enabled ? `https://${issuerHost(options.hydra, resolveContext(options, cluster))}` : undefined;
}

/** Returns whether a service is deployed that exists once per cluster: not in a realm. */
function isEnabled({ realm, ...services }: Options, service: 'keto' | 'oathkeeper'): boolean {
  return services[service].enabled ?? !realm;
}

/** Lists the services whose databases a component of the cluster provides. */
function listProvidedDatabases(options: Options, cluster: ClusterCapabilities) {
  return resolveDatabaseSource(options.databases, cluster) === 'secrets' ? [] : listDatabaseServices(options);
}

/** Lists the enabled services with a database. */
function listDatabaseServices(options: Options) {
  return databaseServices.filter((service) =>
    service === 'keto' ? isEnabled(options, service) : options[service].enabled,
  );
}

/** Checks that databases on request come from a component that creates their users, where the cluster has `database`. */
function checkDatabaseProvider(options: Options, cluster: ClusterCapabilities): readonly Problem[] {
  const { databases } = options;
  if (databases !== 'provided' || listDatabaseServices(options).length === 0) return [];
  if (!('database' in cluster.capabilities) || createsUsers('database', cluster)) return [];
  return [
    error(
      ['databases'],
      databases,
      'needs a component that creates databases with their users: nothing creates the Secrets of the services',
      "add a component such as cloud-native-pg instead of `database` in `provides`, or write 'secrets'",
    ),
  ];
}

/** Checks that the permission model defines no class of the platform. */
function validatePermissions(model: string): readonly Problem[] {
  return reservedClasses
    .filter((name) => definesClass(model, name))
    .map((name) =>
      error(['keto', 'permissions'], undefined, `defines the class ${name} of the platform`, 'write another name'),
    );
}

/** Warns where an account is no sign that a person belongs to the organization. */
function warnIfRegistrationIsOpen({ kratos: { registration } }: Options): readonly Problem[] {
  if (!registration) return [];
  const message = 'lets everybody create an account: applications whose log-in names no groups accept everybody';
  return [warning(['kratos', 'registration'], registration, message, 'restrict `login` of applications to groups')];
}

/** Checks an issuer of some tenants: it is whole, and its cookies reach no application. */
function validateRealm(options: Options, context: OryContext): readonly Problem[] {
  const { kratos, hydra } = options;
  const services = { kratos, hydra };
  const shared = (['keto', 'oathkeeper'] as const).filter((service) => isEnabled(options, service));
  return [
    ...(['kratos', 'hydra'] as const)
      .filter((service) => !services[service].enabled)
      .map((service) => error([service, 'enabled'], false, 'is required with realm: true', 'remove it')),
    ...shared.map((service) =>
      error([service, 'enabled'], true, 'exists once per cluster, not in a realm', 'remove it, or remove realm: true'),
    ),
    ...(listCookieDomains(kratos, context).length === 0
      ? []
      : [
          error(
            ['kratos'],
            undefined,
            'the session cookies of a realm must belong to the host of Kratos only',
            'remove `pages` of another host, and cookie domains in `values`',
          ),
        ]),
  ];
}

function identityDownAlert(namespace: string): AlertRule {
  return {
    name: 'IdentityDown',
    expr: `kube_deployment_status_replicas_available{namespace="${namespace}"} == 0 and kube_deployment_spec_replicas{namespace="${namespace}"} > 0`,
    forMinutes: 5,
    severity: 'critical',
    summary: 'No pod of {{ $labels.deployment }} is available: logins or authorization of requests fail.',
    runbook: `kubectl -n ${namespace} describe deploy/{{ $labels.deployment }}, then read the logs. Frequent causes: the database is unreachable, or the Secret does not exist.`,
  };
}
