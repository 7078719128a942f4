import { tryGetEndpoint, type ClusterFacts } from '../../../src/model/facts';
import type { ChartRelease } from '../../../src/model/release';
import type { Traffic } from '../../../src/model/traffic';
import { charts } from '../../../src/model/versions';
import { sized } from '../resources';
import { merged } from '../values';
import { oryHosts, publicIngress } from './hosts';
import { oryNamespace, type OryOptions, type OryProgram } from './schema';

type Made = Pick<ChartRelease, 'traffic' | 'after'> & { readonly values: Readonly<Record<string, unknown>> };

const resources = sized('50m', '64Mi', '256Mi');
const small = sized('10m', '32Mi', '128Mi');

/** The release of one of ORY's programs. */
export function programRelease(program: OryProgram, options: OryOptions, facts: ClusterFacts): ChartRelease {
  const { values, ...made } = programs[program](options, facts);
  const ours = merged(everyProgram(program, facts), values);
  return {
    name: nameOf(program, options),
    namespace: oryNamespace,
    podSecurity: 'restricted',
    chart: charts[program],
    ...made,
    values: merged(ours, options.values[program]),
  };
}

/** Name of a program's release: the program's own, or with the component's where a cluster has several. */
export function nameOf(program: OryProgram, { name }: OryOptions): string {
  return name === 'ory' ? program : `${name}-${program}`;
}

function everyProgram(program: OryProgram, facts: ClusterFacts) {
  return {
    ...(facts.registryMirror === undefined ? {} : { global: { imageRegistry: facts.registryMirror } }),
    deployment: { resources },
    ...(program === 'oathkeeper' ? {} : { job: { resources: small } }),
    // With a Secret of its own, each render would make new ones and end all sessions.
    secret: { enabled: false },
    pdb: { enabled: true, spec: { maxUnavailable: 1 } },
    ...(tryGetEndpoint(facts, 'metrics') ? { serviceMonitor: program === 'keto' ? {} : { enabled: true } } : {}),
  };
}

const programs: Readonly<Record<OryProgram, (options: OryOptions, facts: ClusterFacts) => Made>> = {
  kratos: (options, facts) => {
    const { login, ui, issuer } = oryHosts(options, facts);
    const page = (name: string) => ({ ui_url: `${ui}/${name}` });
    return {
      traffic: {
        kratos: {
          pods: labels('kratos', options),
          from: [{ peer: { capability: 'ingress' }, ports: [4433] }, ...scraped(4434)],
          to: [...database(options), { peer: 'world', ports: [25, 465, 587, 443] }],
        },
      },
      values: {
        replicaCount: options.replicas,
        secret: { nameOverride: options.kratosSecret },
        ingress: { public: publicIngress(nameOf('kratos', options), login, facts) },
        statefulSet: { resources: small },
        kratos: {
          automigration: { enabled: true, type: 'job' },
          identitySchemas: { 'person.schema.json': JSON.stringify(options.identitySchema) },
          config: {
            // The chart takes it out again and reads it from the Secret.
            courier: { smtp: { connection_uri: 'smtp://in-the-secret' } },
            serve: {
              public: { base_url: `https://${login}/` },
              admin: { base_url: `http://${nameOf('kratos', options)}-admin.${oryNamespace}.svc/` },
            },
            identity: {
              default_schema_id: 'person',
              schemas: [{ id: 'person', url: 'file:///etc/config/person.schema.json' }],
            },
            selfservice: {
              default_browser_return_url: `${ui}/`,
              allowed_return_urls: [`${ui}/`, `https://${issuer}/`],
              methods: { password: { enabled: true }, totp: { enabled: true, config: { issuer: facts.domain } } },
              flows: {
                login: page('login'),
                registration: page('registration'),
                settings: page('settings'),
                recovery: { enabled: true, ...page('recovery') },
                verification: { enabled: true, ...page('verification') },
                error: page('error'),
                logout: { after: { default_browser_return_url: `${ui}/login` } },
              },
            },
            session: { cookie: { domain: facts.domain, same_site: 'Lax' } },
            ...(options.programs.includes('hydra')
              ? { oauth2_provider: { url: `http://${nameOf('hydra', options)}-admin.${oryNamespace}.svc:4445` } }
              : {}),
          },
        },
      },
    };
  },

  hydra: (options, facts) => {
    const { issuer, ui } = oryHosts(options, facts);
    const ingress = publicIngress(nameOf('hydra', options), issuer, facts);
    return {
      traffic: {
        hydra: {
          pods: labels('hydra', options),
          from: [{ peer: { capability: 'ingress' }, ports: [4444] }, ...scraped(4445)],
          to: database(options),
        },
        maester: { pods: { 'app.kubernetes.io/name': 'hydra-maester' }, to: [{ peer: 'api-server' }] },
      },
      values: {
        replicaCount: options.replicas,
        secret: { nameOverride: options.hydraSecret },
        ingress: { public: ingress },
        'hydra-maester': { deployment: { resources: small } },
        hydra: {
          automigration: { enabled: true, type: 'job' },
          config: {
            serve: { tls: { allow_termination_from: [facts.podCidr] } },
            urls: {
              self: { issuer: `https://${issuer}` },
              login: `${ui}/login`,
              consent: `${ui}/consent`,
              logout: `${ui}/logout`,
            },
          },
        },
      },
    };
  },

  keto: (options) => ({
    traffic: {
      keto: {
        pods: labels('keto', options),
        from: scraped(4468),
        to: database(options),
      },
    },
    values: {
      replicaCount: options.replicas,
      secret: { nameOverride: options.ketoSecret },
      service: { metrics: { enabled: true } },
      keto: {
        automigration: { enabled: true, type: 'job' },
        config: { namespaces: options.permissionNamespaces.map((name, id) => ({ id, name })), dsn: '' },
      },
    },
  }),

  oathkeeper: (options, facts) => {
    const { issuer, ui } = oryHosts(options, facts);
    const kratos = `http://${nameOf('kratos', options)}-public.${oryNamespace}.svc`;
    const keto = `http://${nameOf('keto', options)}-read.${oryNamespace}.svc/relation-tuples/check`;
    const has = (program: OryProgram) => options.programs.includes(program);
    const signs = options.idTokenSecret !== undefined;
    return {
      traffic: {
        oathkeeper: {
          pods: labels('oathkeeper', options),
          from: [{ peer: { capability: 'ingress' }, ports: [4455, 4456] }, ...scraped(9000)],
          to: [{ peer: 'pods' }, { peer: 'world', ports: [443] }],
        },
        'oathkeeper-maester': {
          pods: { 'app.kubernetes.io/name': 'oathkeeper-maester' },
          to: [{ peer: 'api-server' }],
        },
      },
      values: {
        replicaCount: options.replicas,
        maester: { enabled: true },
        'oathkeeper-maester': { deployment: { resources: small } },
        ...(signs ? { secret: { nameOverride: options.idTokenSecret } } : {}),
        oathkeeper: {
          // The Rules of tenants are gathered by the maester, which the chart's own list would overwrite.
          managedAccessRules: false,
          config: {
            authenticators: {
              noop: { enabled: true },
              anonymous: { enabled: true, config: { subject: 'anonymous' } },
              unauthorized: { enabled: true },
              ...(has('kratos')
                ? {
                    cookie_session: {
                      enabled: true,
                      config: {
                        check_session_url: `${kratos}/sessions/whoami`,
                        preserve_path: true,
                        extra_from: '@this',
                        subject_from: 'identity.id',
                        only: ['ory_kratos_session'],
                      },
                    },
                  }
                : {}),
              ...(has('hydra')
                ? {
                    jwt: {
                      enabled: true,
                      config: {
                        jwks_urls: [
                          `http://${nameOf('hydra', options)}-public.${oryNamespace}.svc:4444/.well-known/jwks.json`,
                        ],
                        trusted_issuers: [`https://${issuer}`],
                      },
                    },
                  }
                : {}),
            },
            authorizers: {
              allow: { enabled: true },
              deny: { enabled: true },
              ...(has('keto') ? { remote_json: { enabled: true, config: { remote: keto, payload: '{}' } } } : {}),
            },
            mutators: {
              noop: { enabled: true },
              header: { enabled: true, config: { headers: { 'X-User': '{{ print .Subject }}' } } },
              ...(signs
                ? {
                    id_token: {
                      enabled: true,
                      config: {
                        issuer_url: `https://${issuer}`,
                        jwks_url: 'file:///etc/secrets/mutator.id_token.jwks.json',
                      },
                    },
                  }
                : {}),
            },
            errors: {
              fallback: ['json'],
              handlers: {
                json: { enabled: true, config: { verbose: false } },
                redirect: {
                  enabled: true,
                  config: {
                    to: `${ui}/login`,
                    return_to_query_param: 'return_to',
                    when: [{ error: ['unauthorized', 'forbidden'], request: { header: { accept: ['text/html'] } } }],
                  },
                },
              },
            },
          },
        },
      },
    };
  },
};

function labels(program: OryProgram, options: OryOptions) {
  return { 'app.kubernetes.io/name': program, 'app.kubernetes.io/instance': nameOf(program, options) };
}

function scraped(port: number): NonNullable<Traffic['from']> {
  return [{ peer: { capability: 'metrics' }, ports: [port] }];
}

function database({ databasePort }: OryOptions): NonNullable<Traffic['to']> {
  return [
    { peer: 'pods', ports: [databasePort] },
    { peer: 'world', ports: [databasePort] },
  ];
}
