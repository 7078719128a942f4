import { parse, parseAllDocuments } from 'yaml';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { readStack, synthesize } from '../../../support/output-files';
import { mergeTenantFile } from '../../../../src/definition/merge-tenant-file';

const tenants = {
  shop: {
    clusters: ['cloud1'],
    owners: 'shop-developers',
    applications: {
      web: { image: 'registry.acme.example/web:1.0.0', port: 8080 },
      worker: { image: 'registry.acme.example/worker:1.0.0', port: 8080 },
    },
  },
};
const statement = {
  Effect: 'Allow',
  Action: ['sqs:SendMessage'],
  Resource: 'arn:aws:sqs:eu-north-1:123456789012:orders-${aws:PrincipalTag/kubernetes-namespace}',
};
const permissions = { 'shop/web': { Statement: [statement] } };

describeAws('permissions of a workload in AWS', (_, language) => {
  const synth = (cluster: object) => synthesize(createEksPlatform(cluster, { tenants }), undefined, language);
  const problemsOf = (cluster: object) =>
    language.check(createEksPlatform(cluster, { tenants })).map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('are granted to its service account on its cluster alone', () => {
    const { aws_iam_role: roles, aws_eks_pod_identity_association: associations } =
      readStack(synth({ permissions }), 'cloud1-infrastructure').resource ?? {};
    expect(Object.values(associations ?? {})).toEqual([
      expect.objectContaining({
        cluster_name: '${aws_eks_cluster.cluster.name}',
        namespace: 'shop',
        service_account: 'web',
      }),
    ]);
    const [role] = Object.entries(roles ?? {}).filter(([id]) => id.startsWith('shop_web'));
    expect(JSON.parse(String(role?.[1].assume_role_policy))).toMatchObject({
      Statement: [
        {
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Condition: {
            StringEquals: {
              'aws:RequestTag/eks-cluster-arn': '${aws_eks_cluster.cluster.arn}',
              'aws:RequestTag/kubernetes-namespace': 'shop',
              'aws:RequestTag/kubernetes-service-account': 'web',
            },
          },
        },
      ],
    });
  });

  test('are the policy document as written, with variables of IAM', () => {
    const { aws_iam_role_policy: policies } = readStack(synth({ permissions }), 'cloud1-infrastructure').resource ?? {};
    const [policy] = Object.values(policies ?? {});
    // Terraform reads $${ as ${.
    expect(JSON.parse(String(policy?.policy).replaceAll('$${', '${'))).toEqual({
      Version: '2012-10-17',
      Statement: [statement],
    });
  });

  test('open the network to the agent that issues credentials, and to no other address', () => {
    const files = synth({ permissions });
    const egressOf = (workload: string) => {
      const text = files[`dist/cloud1/tenants/shop/${workload}.yaml`] ?? '';
      const policy = parseAllDocuments(text)
        .map((document) => parse(String(document)) as { kind: string; spec: { egress: unknown[] } })
        .find(({ kind }) => kind === 'NetworkPolicy');
      return policy?.spec.egress ?? [];
    };
    const agent = { to: [{ ipBlock: { cidr: '169.254.170.23/32' } }], ports: [{ port: 80, protocol: 'TCP' }] };
    expect(egressOf('web')).toContainEqual(agent);
    expect(egressOf('worker')).not.toContainEqual(agent);
  });

  test('are none for workloads that need none', () => {
    expect(readStack(synth({}), 'cloud1-infrastructure').resource).not.toHaveProperty(
      'aws_eks_pod_identity_association',
    );
  });

  test.each([
    [
      'an application that does not exist',
      { 'shop/wep': permissions['shop/web'] },
      'is not a defined application or job',
    ],
    [
      'the action *',
      { 'shop/web': { Statement: [{ ...statement, Action: '*' }] } },
      'must be an action of one service',
    ],
    [
      'all actions of a service on all resources',
      { 'shop/web': { Statement: [{ ...statement, Action: 's3:*', Resource: '*' }] } },
      'allows all actions of a service on all resources',
    ],
    [
      'a resource that is no ARN',
      { 'shop/web': { Statement: [{ ...statement, Resource: 'orders' }] } },
      'must be an ARN',
    ],
    ['a key that IAM does not have', { 'shop/web': { Statement: [{ ...statement, NotAction: '*' }] } }, ''],
  ])('refuse %s', (_title, refused, message) => {
    const problems = problemsOf({ permissions: refused });
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.join('\n')).toContain(message);
  });

  test("cannot be set in a tenant's file", () => {
    const file = {
      value: { applications: { web: { ...tenants.shop.applications.web, permissions: permissions['shop/web'] } } },
      getLocation: () => 'tenants/shop.yaml:1',
    };
    const { shop } = tenants;
    const merged = mergeTenantFile('shop', { clusters: shop.clusters, owners: shop.owners }, file, {
      name: 'platform.yaml',
      path: ['tenants'],
    });
    const problems = language.check(createEksPlatform({}, { tenants: { shop: merged } }));
    expect(problems.map(({ path }) => path.join('.'))).toEqual(['tenants.shop.applications.web.permissions']);
  });
});
