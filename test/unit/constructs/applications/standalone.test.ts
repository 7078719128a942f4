import { Application, Job, type ApplicationProps, type JobProps } from '../../../../constructs/applications';
import { TenantNamespace, type TenantNamespaceProps } from '../../../../constructs/tenants';
import { clusterInfo } from '../../../../src/kinds/cluster-info';
import { DefinitionError, formatProblem } from '../../../../src/schema/problem';
import { getObject, synthesizeObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/web:2.0.0';
const web = { tenant: 'shop', image } as const;

const synthesizeApplication = (props: ApplicationProps) =>
  synthesizeObjects((chart) => {
    new Application(chart, 'web', props);
  });

/** Returns the message of the error that constructs throw. */
function catchMessage(create: () => unknown): string {
  try {
    create();
  } catch (error) {
    if (error instanceof DefinitionError) return error.message;
    throw error;
  }
  return 'no error';
}

describe('an application outside of a platform', () => {
  it('has the objects of its options, in the namespace of its tenant', () => {
    const cluster = clusterInfo({ capabilities: { ingress: {}, 'resource-metrics': {} } });
    const objects = synthesizeApplication({ ...web, port: 3000, ingress: 'shop.acme.example', cluster });
    expect(getObject(objects, 'Ingress').spec).toMatchObject({ rules: [{ host: 'shop.acme.example' }] });
    expect(getObject(objects, 'Deployment').metadata).toMatchObject({ name: 'web', namespace: 'shop' });
    expect(
      getObject(synthesizeApplication({ ...web, name: 'front', namespace: 'apps' }), 'Deployment').metadata,
    ).toMatchObject({
      name: 'front',
      namespace: 'apps',
    });
  });

  it('has the options of the environment of the cluster', () => {
    const perEnvironment = { dev: { replicas: 1 }, prod: { replicas: 5 } };
    const replicas = (environment: string) =>
      getObject(synthesizeApplication({ ...web, perEnvironment, cluster: clusterInfo({ environment }) }), 'Deployment')
        .spec?.replicas;
    expect([replicas('dev'), replicas('prod')]).toEqual([1, 5]);
  });

  it('allows exactly the connections to and from the applications that it names', () => {
    const { spec } = getObject(
      synthesizeApplication({
        ...web,
        calls: [
          { application: 'api', ports: [9000] },
          { application: 'ledger', tenant: 'bank', ports: [8080] },
        ],
        allows: [{ application: 'portal', tenant: 'bank', namespace: 'bank-web' }],
      }),
      'NetworkPolicy',
    );
    const text = JSON.stringify(spec);
    for (const part of ['"api"', '9000', '"ledger"', '"bank"', '"portal"', '"bank-web"']) expect(text).toContain(part);
    expect(JSON.stringify(getObject(synthesizeApplication(web), 'NetworkPolicy').spec)).not.toContain('portal');
  });

  it('may use what a tenant is granted in a definition', () => {
    const options = { priorityClass: 'high', runtimeClass: 'gvisor', podSecurity: 'baseline', user: 0 } as const;
    expect(() => synthesizeApplication({ ...web, ...options })).not.toThrow();
  });

  it('returns the warnings about its options', () => {
    const warnings = (props: Partial<ApplicationProps>) => {
      const found: string[] = [];
      synthesizeObjects((chart) => {
        found.push(...new Application(chart, 'web', { ...web, ...props }).warnings.map(formatProblem));
      });
      return found;
    };
    expect(warnings({})).toEqual([]);
    expect(warnings({ notSecret: ['env.A'] })).toEqual([
      'notSecret[0] is "env.A": is the path of nothing that looks like a secret; remove it from notSecret',
    ]);
  });

  it('throws all errors of its options at once, as `plinth check` reports them', () => {
    const props = { tenant: 'shop', image: 'web', prot: 3000, calls: [{ application: 'api' }] } as unknown;
    expect(catchMessage(() => synthesizeApplication(props as ApplicationProps))).toBe(
      `3 errors in application 'web'
  calls[0].ports: is required; write a list, such as [8080]
  image is "web": must have a tag or digest (a bare name resolves to :latest); write web:<version>
  prot: no such option; write 'port'`,
    );
  });

  it('throws an error for a call that is written as in a definition', () => {
    const props = { ...web, calls: ['api'] } as unknown;
    expect(catchMessage(() => synthesizeApplication(props as ApplicationProps))).toContain(
      `\n  calls[0] is "api": must be an object, since only a definition knows the ports of an application; write { application: 'api', ports: [8080] }`,
    );
  });

  it('throws the errors that need more than a schema', () => {
    const ingress = { ...web, ingress: 'shop.acme.example' };
    expect(catchMessage(() => synthesizeApplication(ingress))).toContain(
      `  ingress is "shop.acme.example": nothing provides 'ingress'; write cluster: clusterInfo({ capabilities: { ingress: {} } }) if the cluster has it`,
    );
    expect(catchMessage(() => synthesizeApplication({ ...ingress, cluster: clusterInfo() }))).toContain(
      `  ingress is "shop.acme.example": nothing on cluster 'cluster' provides 'ingress'; write capabilities: { ingress: {} } in clusterInfo({ … }) if the cluster has it`,
    );
    const resources = { ...web, resources: { memory: '1Gi', memoryLimit: '512Mi' } };
    expect(catchMessage(() => synthesizeApplication(resources))).toContain('  resources.memory is "1Gi": ');
    const root = { ...web, user: 0 };
    expect(catchMessage(() => synthesizeApplication(root))).toContain('  user is 0: Pod Security ');
  });

  it('throws errors of its names with the errors of its options', () => {
    const props = { ...web, tenant: 'Shop', name: 'Web_1', replicas: -1 };
    const message = catchMessage(() => synthesizeApplication(props));
    expect(message).toMatch(
      /^3 errors in application 'Web_1'\n {2}tenant is "Shop": .+\n {2}name is "Web_1": .+\n {2}replicas is -1: /,
    );
  });

  it('throws an error without the value of a secret', () => {
    const secret = 'ghp_0123456789abcdefghijklmnopqrstuvwxyz';
    const message = catchMessage(() => synthesizeApplication({ ...web, env: { TOKEN: secret } }));
    expect(message).toContain('  env.TOKEN: looks like a secret');
    expect(message).toMatch(/; if it is not a secret, write notSecret: \['env\.TOKEN'\]$/m);
    expect(message).not.toContain(secret);
    expect(() => synthesizeApplication({ ...web, env: { TOKEN: secret }, notSecret: ['env.TOKEN'] })).not.toThrow();
  });

  it('throws an error for what only a component provides, which leads to the construct with components', () => {
    const capabilities = { ingress: {}, certificates: {}, identity: {} };
    const props = {
      ...web,
      ingress: 'shop.acme.example',
      login: true,
      cluster: clusterInfo({ capabilities }),
    } as const;
    expect(catchMessage(() => synthesizeApplication(props))).toMatch(
      /^1 error in .*\n {2}login: no component of .*; use a `Tenant`, with a component in `providers` that provides it$/,
    );
  });

  it('throws an error for a misspelt name of a property that no application of a definition has', () => {
    const { tenant, ...props } = web;
    expect(catchMessage(() => synthesizeApplication({ ...props, tenat: tenant } as unknown as ApplicationProps))).toBe(
      "1 error in application 'web'\n  tenat: no such option; write 'tenant'",
    );
  });
});

test('the info of a cluster throws the errors of its properties', () => {
  const properties = { capabilites: { ingress: {} }, kubernetes: '1.20', podCidr: '10.0.0.1/8' } as object;
  expect(catchMessage(() => clusterInfo(properties))).toBe(
    `3 errors in clusterInfo
  kubernetes is "1.20": is not an allowed value; write one of '1.33', '1.34', '1.35', '1.36'
  podCidr is "10.0.0.1/8": must begin with the first address of its range; write 10.0.0.0/8
  capabilites: no such option; write 'capabilities'`,
  );
});

test('a job outside of a platform is a CronJob with its schedule, or an error', () => {
  const synthesizeJob = (props: Partial<JobProps>) =>
    synthesizeObjects((chart) => {
      new Job(chart, 'report', { ...web, ...props });
    });
  const objects = synthesizeJob({ schedule: '0 3 * * *', calls: [{ application: 'api', ports: [8080] }] });
  expect(getObject(objects, 'CronJob').spec).toMatchObject({ schedule: '0 3 * * *' });
  expect(JSON.stringify(getObject(objects, 'NetworkPolicy').spec)).toContain('"api"');
  expect(catchMessage(() => synthesizeJob({ schedule: '0 3 * *' }))).toBe(
    `1 error in job 'report'
  schedule is "0 3 * *": must be a cron schedule; write five fields, such as 0 3 * * *, or @daily`,
  );
});

test("a tenant's namespace throws all errors of its properties at once", () => {
  const props = { tenant: 'shop', quota: { cpu: -1, memory: 4 } } as unknown as TenantNamespaceProps;
  const message = catchMessage(() =>
    synthesizeObjects((chart) => {
      new TenantNamespace(chart, 'Bad Name', props);
    }),
  );
  expect(message).toMatch(
    /^3 errors in namespace 'Bad Name'\n {2}name is "Bad Name": .+\n {2}quota\.cpu is -1: .+\n {2}quota\.memory: no such option; /,
  );
});
