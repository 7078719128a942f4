import { policy } from '../../../src/checks/policies';
import { error, formatProblem, warning } from '../../../src/schema/problem';
import { language } from '../../../src/language';
import { testing } from '../../support/kinds';
import { applications, checkPlatformWith, validPlatform } from '../../support/problems';

const image = 'registry.test.example/app:1';

const replicas = policy({
  name: 'two-replicas',
  checkWorkload: ({ kind, options }) =>
    kind === 'application' && options.replicas === 1
      ? [error(['replicas'], 1, 'one pod is not available during an update', 'write 2 or more')]
      : [],
});

describe('a policy of a definition', () => {
  it('reports its errors with path, value and fix, next to the errors of the checks', () => {
    const tenants = applications({ web: { image, replicas: 1 }, api: { image, replicas: 1, calls: ['apii'] } });
    const problems = checkPlatformWith({ ...tenants, policies: [replicas] });
    expect(problems).toEqual([
      expect.stringContaining('tenants.shop.applications.api.calls[0] is "apii": '),
      "tenants.shop.applications.web.replicas is 1: one pod is not available during an update (policy 'two-replicas'); write 2 or more",
      "tenants.shop.applications.api.replicas is 1: one pod is not available during an update (policy 'two-replicas'); write 2 or more",
    ]);
  });

  it('gets the options of each environment, and reports the same problem of several clusters once', () => {
    const seen: string[] = [];
    const recorder = policy({
      name: 'recorder',
      checkWorkload: ({ tenant, name, cluster, environment, kind, options }) => {
        seen.push(`${tenant}/${name} ${kind} ${cluster} ${environment} ${options.image}`);
        return [warning([], undefined, 'is seen', 'do nothing')];
      },
    });
    const perEnvironment = { prod: { image: 'registry.test.example/app:2' } };
    const tenants = applications({ web: { image, perEnvironment } }, { clusters: ['a', 'b'] });
    expect(checkPlatformWith({ ...tenants, policies: [recorder] })).toHaveLength(1);
    expect(seen).toEqual([
      'shop/web application a dev registry.test.example/app:1',
      'shop/web application b prod registry.test.example/app:2',
    ]);
  });

  it('may check tenants, clusters with their components and capabilities, and the platform', () => {
    const rules = policy({
      name: 'rules',
      checkPlatform: ({ environments }) => [warning(['environments'], environments.length, 'counted', 'fix it')],
      checkCluster: ({ name, components, info }) => [
        warning(
          ['components'],
          [name, components.map((c) => c.name), 'metrics' in info.capabilities],
          'seen',
          'fix it',
        ),
      ],
      checkTenant: ({ name, options }) => [warning(['owners'], [name, options.owners], 'seen', 'fix it')],
    });
    const clusters = { a: { kind: 'rented', environment: 'dev', components: [{ kind: 'watch' }, { kind: 'disk' }] } };
    const tenants = { shop: { clusters: ['a'], owners: 'devs' } };
    expect(checkPlatformWith({ clusters, tenants, policies: [rules] })).toEqual([
      "environments is 2: counted (policy 'rules'); fix it",
      `clusters.a.components is ["a",["disk","watch"],true]: seen (policy 'rules'); fix it`,
      `tenants.shop.owners is ["shop","devs"]: seen (policy 'rules'); fix it`,
    ]);
  });

  it('may belong to a language instead, for all its definitions', () => {
    const strict = language(testing.kinds, { policies: [replicas] });
    const definition = { ...validPlatform, ...applications({ web: { image, replicas: 1 } }) };
    expect(strict.check(definition).map(formatProblem)).toEqual([expect.stringContaining("(policy 'two-replicas')")]);
    expect(testing.check(definition)).toEqual([]);
  });

  it('is not applied to the definition of the last apply', () => {
    const before = { ...validPlatform, ...applications({ web: { image, replicas: 1 } }) };
    const now = { ...validPlatform, ...applications({ web: { image, replicas: 2 } }), policies: [replicas] };
    expect(testing.check(now, before)).toEqual([]);
  });

  it('is an error if it is not a policy', () => {
    expect(checkPlatformWith({ policies: replicas })).toEqual([
      expect.stringMatching(/^policies: must be a list of policies; /),
    ]);
    expect(checkPlatformWith({ policies: [{ name: 'x' }, 'y'] })).toEqual([
      expect.stringMatching(/^policies\[0\]: is not a policy; /),
      expect.stringMatching(/^policies\[1\]: is not a policy; /),
    ]);
  });

  it('that throws is named with the place', () => {
    const broken = policy({
      name: 'broken',
      checkTenant: () => {
        throw new Error('no owner');
      },
    });
    expect(() => checkPlatformWith({ ...applications({}), policies: [broken] })).toThrow(
      /^policy 'broken' failed at tenants\.shop: no owner \(test\/unit\/checks\/policies\.test\.ts:\d+\)$/,
    );
  });

  it('with a misspelt function is an error at it, and one that returns something else is named', () => {
    const check = (entry: object) => checkPlatformWith({ ...applications({}), policies: [entry] });
    expect(check({ name: 'typo', checkWorkloads: () => [] })).toEqual([
      "policies[0].checkWorkloads: no such function; write 'checkWorkload'",
    ]);
    const problem = error('replicas' as never, 1, 'one pod is not available', 'write 2');
    for (const result of [[problem], [error(['quota'], undefined, 'is missing', undefined as never)], 'x'])
      expect(() => check({ name: 'odd', checkTenant: () => result })).toThrow(
        /^policy 'odd' returned no list of problems at tenants\.shop: write \[error\(path, value, message, fix\)\]/,
      );
  });

  it('cannot show the value of a secret', () => {
    const password = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const leaking = policy({
      name: 'leaking',
      checkWorkload: ({ options }) => [
        error(['env', 'TOKEN'], options.env, `is ${JSON.stringify(options.env)}`, 'fix it'),
      ],
    });
    const problems = checkPlatformWith({
      ...applications({ web: { image, env: { TOKEN: password } } }),
      policies: [leaking],
    });
    expect(problems.join()).toContain('looks like a secret');
    expect(problems.join()).not.toContain(password);
  });
});
