import { componentKind } from '../../../src/model/kind';
import type { Offers } from '../../../src/model/capability';
import { charts } from '../../../src/model/versions';
import { nameOf, programRelease } from './programs';
import { oryNamespace, orySchema } from './schema';

/**
 * People log in, tokens are issued, permissions are kept and requests are let in: Kratos, Hydra, Keto and Oathkeeper.
 * Their Secrets exist before, since migrations read them before anything else; their pages are yours to serve.
 * @see https://www.ory.com/docs
 * @example
 * const releases = ory.releases({ programs: ['kratos', 'hydra'], loginHost: 'login.acme.example' }, clusterFacts());
 */
export const ory = componentKind({
  kind: 'ory',
  summary: 'Login, tokens, permissions and access rules by ORY Kratos, Hydra, Keto and Oathkeeper.',
  schema: orySchema,
  requires: ({ programs }) => (programs.includes('kratos') || programs.includes('hydra') ? ['ingress'] : []),
  provides: (options): Offers => {
    const at = (program: 'hydra' | 'keto' | 'oathkeeper', service: string, port: number) => ({
      namespace: oryNamespace,
      podLabels: { 'app.kubernetes.io/name': program },
      url: `http://${nameOf(program, options)}-${service}.${oryNamespace}.svc:${port}`,
    });
    const { programs } = options;
    return {
      ...(programs.includes('hydra') ? { identity: { api: 'oidc', ...at('hydra', 'public', 4444) } } : {}),
      ...(programs.includes('keto') ? { permissions: { api: 'keto', ...at('keto', 'read', 80) } } : {}),
      ...(programs.includes('oathkeeper')
        ? { 'access-rules': { api: 'oathkeeper', ...at('oathkeeper', 'api', 4456) } }
        : {}),
    };
  },
  releases: (options, facts) => [
    ...(['hydra', 'oathkeeper'] as const)
      .filter((program) => options.programs.includes(program))
      .map((program) => ({
        name: `${nameOf(program, options)}-crds`,
        namespace: oryNamespace,
        podSecurity: 'restricted' as const,
        crdsOf: charts[program],
        crds: true as const,
      })),
    ...options.programs.map((program) => programRelease(program, options, facts)),
  ],
});
