import { parseAllDocuments } from 'yaml';
import { createAwsPlatform } from '../../../golden/aws/platform';
import { createEksPlatform, describeAws } from '../../../support/aws';
import { readStack, synthesize, type Files } from '../../../support/output-files';

interface Statement {
  readonly Sid?: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}

describeAws('node pools of Karpenter and zones of Route 53', (aws, language) => {
  let files: Files;
  beforeAll(() => {
    files = synthesize(createAwsPlatform(aws), undefined, language);
  });
  const resources = () => readStack(files, 'cloud1-infrastructure').resource ?? {};
  const readStatements = (id: string) =>
    (JSON.parse(String(resources().aws_iam_role_policy?.[id]?.policy)) as { readonly Statement: readonly Statement[] })
      .Statement;
  const problemsOf = (component: object) =>
    language
      .check(createEksPlatform({ components: [component] }))
      .map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('start, change and terminate instances of this cluster only', () => {
    const statements = readStatements('karpenter_controller-instances');
    const changing = statements.filter(({ Sid = '' }) => Sid !== 'StartFrom' && Sid !== 'PassNodeRole');
    expect(changing.map(({ Sid }) => Sid)).toEqual([
      ...['StartFromTemplates', 'Start', 'TagAtStart', 'TagInstances', 'Terminate', 'SpotRole'],
    ]);
    for (const { Condition } of changing.filter(({ Sid }) => Sid !== 'SpotRole'))
      expect(JSON.stringify(Condition)).toContain('kubernetes.io/cluster/cloud1":"owned"');
    expect(statements.find(({ Sid }) => Sid === 'PassNodeRole')).toMatchObject({
      Action: 'iam:PassRole',
      Resource: '${aws_iam_role.node-role.arn}',
    });
  });

  test('may create the role by which an account starts its first spot instances, and no other role', () => {
    expect(readStatements('karpenter_controller-instances')).toContainEqual({
      Sid: 'SpotRole',
      Effect: 'Allow',
      Action: 'iam:CreateServiceLinkedRole',
      Resource:
        'arn:aws:iam::${data.aws_caller_identity.karpenter_account.account_id}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot',
      Condition: { StringEquals: { 'iam:AWSServiceName': 'spot.amazonaws.com' } },
    });
  });

  test('are in the private subnets, encrypted, and without access of pods to the metadata service', () => {
    const objects = parseAllDocuments(files['dist/cloud1/components/karpenter-node-pools/objects.yaml'] ?? '').map(
      (document) => document.toJSON() as object,
    );
    expect(objects).toContainEqual(
      expect.objectContaining({
        kind: 'EC2NodeClass',
        spec: expect.objectContaining({
          instanceProfile: 'acme-cloud1-karpenter-node',
          subnetSelectorTerms: ['a', 'b', 'c'].map((zone) => ({
            tags: { Name: `acme-prod-eu-north-1-private-${zone}` },
          })),
          metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
          blockDeviceMappings: [
            expect.objectContaining({
              ebs: expect.objectContaining({ encrypted: true, kmsKeyID: 'alias/acme-cloud1' }) as unknown,
            }),
          ],
        }) as unknown,
      }),
    );
    const names = (tier: RegExp) =>
      Object.values(readStack(files, 'prod-eu-north-1-network').resource?.aws_subnet ?? {})
        .map(({ tags }) => (tags as { readonly Name: string }).Name)
        .filter((name) => tier.test(name));
    expect(names(/-private-/).sort()).toEqual(['a', 'b', 'c'].map((zone) => `acme-prod-eu-north-1-private-${zone}`));
  });

  test('are replaced before AWS interrupts their instances', () => {
    expect(Object.keys(resources().aws_cloudwatch_event_rule ?? {}).sort()).toEqual(
      ['health', 'rebalance', 'spot', 'state'].map((event) => `karpenter_${event}-events`),
    );
    expect(files['dist/cloud1/components/karpenter/values.yaml']).toContain(
      'interruptionQueue: acme-cloud1-interruptions',
    );
  });

  test.each([
    [{ burst: { instanceFamilies: ['m7g'] } }, 'has processors of the architecture arm64, but the pool has amd64'],
    [{ burst: { instanceFamilies: ['mac2'] } }, 'is not a family of EC2 for Linux'],
    [{ general: { instanceFamilies: ['m7i'] } }, 'is also the name of a node pool of the cluster'],
  ])('are refused: %p', (nodePools, message) => {
    expect(problemsOf({ kind: 'karpenter', nodePools }).join()).toContain(message);
  });

  test('cert-manager may change TXT records of the zones only', () => {
    const [change] = readStatements('route53_cert-manager-zones');
    expect(change).toMatchObject({
      Action: 'route53:ChangeResourceRecordSets',
      Resource: ['arn:aws:route53:::hostedzone/Z0123456789ABCDEFGHIJ'],
      Condition: { 'ForAllValues:StringEquals': { 'route53:ChangeResourceRecordSetsRecordTypes': ['TXT'] } },
    });
    expect(readStatements('route53_external-dns-zones')[0]).not.toHaveProperty('Condition');
    const associations = Object.values(resources().aws_eks_pod_identity_association ?? {});
    expect(associations).toContainEqual(
      expect.objectContaining({ namespace: 'cert-manager', service_account: 'cert-manager' }),
    );
    expect(associations).toContainEqual(
      expect.objectContaining({ namespace: 'external-dns', service_account: 'external-dns' }),
    );
  });
});
