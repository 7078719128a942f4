import { createEksPlatform, describeAws, eksOptions } from '../../../support/aws';
import { readObjects, readStack, synthesize } from '../../../support/output-files';

describeAws('egress of a network in AWS', (aws, language) => {
  const registryMirror = '123456789012.dkr.ecr.eu-north-1.amazonaws.com/mirror';
  const readNetwork = (egress: unknown, options: object = {}) =>
    readStack(
      synthesize(createEksPlatform({ network: { egress }, registryMirror, ...options }), undefined, language),
      'prod-eu-north-1-network',
    );
  const messagesOf = (options: object, platform: object = {}) =>
    language.check(createEksPlatform(options, platform)).map(({ path, message }) => `${path.join('.')}: ${message}`);

  test('is a NAT gateway in each zone by default, whose fixed addresses are an output of the stack', () => {
    const { resource = {}, output } = readNetwork('nat-gateway');
    expect(Object.keys(resource.aws_nat_gateway ?? {})).toEqual(['nat-a', 'nat-b', 'nat-c']);
    expect(output).toEqual({
      'egress-addresses': {
        description: expect.any(String) as string,
        value: ['a', 'b', 'c'].map((zone) => `\${aws_eip.nat-${zone}-address.public_ip}`),
      },
    });
    expect(resource.aws_vpc_endpoint).not.toHaveProperty('endpoint-sts');
  });

  test('none leaves nodes no route, and gives them endpoints of the services that they need', () => {
    const { resource = {}, data = {}, output } = readNetwork('none');
    expect(resource).not.toHaveProperty('aws_nat_gateway');
    expect(output).toBeUndefined();
    // Load balancers still have the internet gateway.
    expect(Object.keys(resource.aws_route ?? {})).toEqual(['public-internet']);
    const endpoints = Object.entries(resource.aws_vpc_endpoint ?? {}).filter(([id]) => id.startsWith('endpoint-'));
    expect(endpoints.map(([id]) => id.slice('endpoint-'.length))).toEqual(
      expect.arrayContaining(['ec2', 'ecr-api', 'ecr-dkr', 'eks', 'eks-auth', 'sts', 'secretsmanager']),
    );
    for (const [id, endpoint] of endpoints)
      expect(endpoint).toMatchObject({
        service_name: `\${data.aws_vpc_endpoint_service.${id}-service.service_name}`,
        private_dns_enabled: true,
        security_group_ids: ['${aws_security_group.endpoints.id}'],
        subnet_ids: ['a', 'b', 'c'].map((zone) => `\${aws_subnet.data-${zone}.id}`),
      });
    expect(data.aws_vpc_endpoint_service?.['endpoint-ecr-api-service']).toMatchObject({ service: 'ecr.api' });
    expect(resource.aws_vpc_security_group_ingress_rule?.['endpoints-nodes']).toMatchObject({
      cidr_ipv4: '10.0.0.0/17',
      from_port: 443,
    });
  });

  test.each([
    ['tgw-0123456789abcdef0', 'transit_gateway_id', 'aws_ec2_transit_gateway_vpc_attachment'],
    ['vgw-0123456789abcdef0', 'gateway_id', 'aws_vpn_gateway_attachment'],
    ['eni-0123456789abcdef0', 'network_interface_id', undefined],
  ])('through %s is the default route of each zone', (via, target, attachment) => {
    const { resource = {} } = readNetwork({ via });
    expect(resource).not.toHaveProperty('aws_nat_gateway');
    for (const zone of ['a', 'b', 'c'])
      expect(resource.aws_route?.[`private-${zone}-internet`]).toMatchObject({
        destination_cidr_block: '0.0.0.0/0',
        [target]: via,
        ...(attachment === undefined ? {} : { depends_on: [`${attachment}.${via}`] }),
      });
  });

  test('through the transit gateway of a connection attaches the VPC once', () => {
    const via = 'tgw-0123456789abcdef0';
    const connections = { analytics: { cidrs: ['10.80.0.0/16'], ports: [443], via } };
    const { resource = {} } = readNetwork({ via }, { connections });
    expect(Object.keys(resource.aws_ec2_transit_gateway_vpc_attachment ?? {})).toEqual([via]);
  });

  test('to allowed ranges has routes to these only, and endpoints of services', () => {
    const { resource = {} } = readNetwork({ allowedRanges: ['203.0.113.0/24'] });
    const routes = Object.keys(resource.aws_route ?? {}).filter((id) => id.startsWith('private-'));
    expect(routes).toEqual(['a', 'b', 'c'].map((zone) => `private-${zone}-203-0-113-0-24`));
    expect(resource.aws_route?.[routes[0] ?? '']).toMatchObject({ nat_gateway_id: '${aws_nat_gateway.nat-a.id}' });
    expect(resource.aws_vpc_endpoint).toHaveProperty('endpoint-ecr-dkr');
  });

  test('none lets workloads with queues reach the endpoint of SQS', () => {
    const { sqs } = aws;
    const web = { image: 'r.acme.example/web:1', port: 80, uses: { queue: { type: 'sqs', env: { QUEUE: 'queue' } } } };
    const files = synthesize(
      createEksPlatform(
        { network: { egress: 'none' }, registryMirror, account: '123456789012', components: [sqs()] },
        { tenants: { shop: { clusters: ['cloud1'], owners: 'shop', applications: { web } } } },
      ),
      undefined,
      language,
    );
    const policies = readObjects(files, 'dist/cloud1/tenants/shop/web.yaml').filter(
      ({ kind }) => kind === 'NetworkPolicy',
    );
    expect(JSON.stringify(policies)).toContain(
      JSON.stringify({ ports: [{ port: 443, protocol: 'TCP' }], to: [{ ipBlock: { cidr: '10.0.144.0/20' } }] }),
    );
  });

  test('refuses components whose API has no endpoint, ranges that are private or all, and a missing mirror', () => {
    const components = [{ kind: 'route53', zones: ['Z0123456789ABCDEFGHIJ'] }];
    expect(messagesOf({ network: { egress: 'none' }, components }).join('\n')).toMatch(
      /registryMirror: is missing: nodes reach no public registry[^]*calls the API of Route 53, which has no endpoint/,
    );
    const allowedRanges = ['10.0.0.0/8', '0.0.0.0/0', '203.0.113.0/24', '203.0.113.7/32'];
    expect(messagesOf({ network: { egress: { allowedRanges } } })).toEqual([
      'clusters.cloud1.network.egress.allowedRanges.0: overlaps with 10.0.0.0/8, whose addresses are private',
      'clusters.cloud1.network.egress.allowedRanges.1: contains all addresses',
      'clusters.cloud1.network.egress.allowedRanges.3: is within 203.0.113.0/24 of the list',
    ]);
    expect(messagesOf({ network: { egress: {} } })[0]).toContain('must have `via` or `allowedRanges`');
  });

  test('is a risk when it changes', () => {
    const network = { egress: { allowedRanges: ['203.0.113.0/24'] } };
    const { changes } = language.plan(createEksPlatform({ network }), createEksPlatform());
    expect(changes.filter(({ risk }) => risk?.startsWith('connections of nodes and pods'))).toMatchObject([
      { path: ['clusters', 'cloud1', 'network'] },
    ]);
  });

  test('is equal in all clusters of the network, and stated for an existing one', () => {
    const clusters = {
      a: { ...eksOptions, registryMirror, network: { egress: 'none' } },
      b: { ...eksOptions, registryMirror },
    };
    expect(messagesOf({}, { clusters }).join()).toContain("with another value of 'egress'");
    const network = {
      id: 'vpc-0123456789abcdef0',
      podCidr: '10.0.0.0/17',
      privateSubnets: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      outbound: 'none',
    };
    expect(messagesOf({ network })).toEqual([expect.stringContaining('registryMirror: is missing')]);
    expect(messagesOf({ network, registryMirror })).toEqual([]);
  });
});
