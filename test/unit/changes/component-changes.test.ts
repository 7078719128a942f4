import { formatPath, formatProblem } from '../../../src/schema/problem';
import { builtInLanguage } from '../../../src/synth';

const image = 'registry.test.example/app:1';
const network = [{ kind: 'flannel' }, { kind: 'core-dns' }];

const platformWith = (components: readonly object[], application: object = {}, provides: object = {}) => ({
  name: 'acme',
  domain: 'acme.example',
  environments: ['dev'],
  clusters: {
    dc1: {
      kind: 'existing',
      environment: 'dev',
      kubeconfig: '~/.kube/config',
      provides: { 'load-balancer': {}, ...provides },
      components,
    },
  },
  tenants: { shop: { clusters: ['dc1'], owners: 'o', applications: { web: { image, ...application } } } },
});

/** Lists the changes of components: action, component and risk. */
const listChanges = (previous: readonly object[], current: readonly object[], provides: object = { dns: {} }) =>
  builtInLanguage
    .plan(platformWith(current, {}, provides), platformWith(previous, {}, provides))
    .changes.map(({ action, path, risk = '' }) => [action, formatPath(path.slice(3)), risk]);

const removed = 'the component stops, and its namespace and volumes remain until you delete them';

describe('a component that is removed', () => {
  it.each([
    ['network', [{ kind: 'flannel' }], [{ kind: 'calico' }], /traffic of all pods may be interrupted until every node/],
    [
      'ingress',
      [{ kind: 'traefik' }],
      [{ kind: 'nginx' }],
      /Ingresses are not served until the other ingress controller/,
    ],
    ['storage', [{ kind: 'local-path' }], [{ kind: 'longhorn' }], /volumes of its StorageClasses are not moved/],
  ])('has the risk of replacing the provider of %s', (_, previous, current, risk) => {
    const provides = { dns: {}, ...(previous[0]?.kind === 'flannel' ? {} : { network: {}, 'network-policy': {} }) };
    const [removal, addition] = listChanges(previous, current, provides);
    expect(removal).toEqual(['remove', `[${previous[0]?.kind ?? ''}]`, expect.stringMatching(risk)]);
    expect(addition?.[0]).toBe('add');
  });

  it('has the risk that applications get empty buckets of another component', () => {
    const components = [...network, { kind: 'local-path' }, { kind: 'external-secrets' }];
    const changes = listChanges(
      [...components, { kind: 'seaweedfs' }],
      [...components, { kind: 'rook', buckets: true, defaultClass: false }],
      {},
    );
    expect(changes.find(([action]) => action === 'remove')).toEqual([
      ...['remove', '[seaweedfs]'],
      `${removed}; each application that uses a bucket gets a new, empty one of the other component: move the data first`,
    ]);
  });

  it('has the risk of losing a capability where nothing else provides it', () => {
    const changes = listChanges([...network, { kind: 'traefik' }], network, {});
    expect(changes).toEqual([['remove', '[traefik]', `${removed}; Ingresses are not served`]]);
    expect(listChanges([...network, { kind: 'metrics-server' }], network, {})).toEqual([
      [
        'remove',
        '[metrics-server]',
        `${removed}; the numbers of pods of autoscaled applications do not change any more`,
      ],
    ]);
  });

  it('has the risk that metrics are not collected, or not moved to another component', () => {
    const storage = [...network, { kind: 'local-path' }];
    expect(listChanges([...storage, { kind: 'prometheus' }], storage, {})).toEqual([
      ['remove', '[prometheus]', `${removed}; metrics are not collected and no alerts are sent`],
    ]);
    const renamed = [...storage, { kind: 'prometheus', name: 'metrics' }];
    expect(listChanges([...storage, { kind: 'prometheus' }], renamed, {})[0]).toEqual([
      ...['remove', '[prometheus]'],
      `${removed}; the metrics that it has collected are not moved to the other component`,
    ]);
  });

  it('has the same risk where another kind takes its name', () => {
    const changes = listChanges(
      [...network, { kind: 'traefik', name: 'gw' }],
      [...network, { kind: 'nginx', name: 'gw' }],
      {},
    );
    expect(changes).toEqual([
      ['remove', '[gw]', expect.stringContaining('if the apply stops because the IngressClass exists, apply again')],
      ['add', '[gw]', ''],
    ]);
  });
});

describe('a component that is changed', () => {
  const prometheus = (options: object) => [...network, { kind: 'local-path' }, { kind: 'prometheus', ...options }];

  it('deletes data when its retention is shorter', () => {
    expect(listChanges(prometheus({}), prometheus({ retentionDays: 5 }), {})).toEqual([
      ['change', '[prometheus]', 'data older than 5 days is deleted'],
    ]);
    expect(listChanges(prometheus({ retentionDays: 5 }), prometheus({}), {})).toEqual([['change', '[prometheus]', '']]);
  });

  it('may interrupt the traffic of pods when its network changes', () => {
    const changes = listChanges([{ kind: 'flannel' }], [{ kind: 'flannel', backend: 'wireguard' }]);
    expect(changes[0]).toEqual(['change', '[flannel]', expect.stringMatching(/may not reach each other/)]);
  });

  it('may not change its volumes', () => {
    expect(listChanges(prometheus({}), prometheus({ storageGiB: 5, storageClass: 'fast' }), {})).toEqual([
      [
        'change',
        '[prometheus]',
        expect.stringMatching(/^volumes that exist may keep their size and StorageClass[^;]*$/),
      ],
    ]);
    const localPath = (keepVolumes: boolean) => [...network, { kind: 'local-path', keepVolumes }];
    expect(listChanges(localPath(true), localPath(false), {})).toEqual([
      ['change', '[local-path]', expect.stringMatching(/^the API server refuses another reclaimPolicy/)],
    ]);
  });
});

describe('removing metrics-server', () => {
  const check = (components: readonly object[], replicas?: number) =>
    builtInLanguage
      .check(
        platformWith(components, replicas === undefined ? {} : { replicas }),
        platformWith([...network, { kind: 'metrics-server' }]),
      )
      .map(formatProblem);

  it('is a warning where applications are scaled automatically, and none after the advised changes', () => {
    expect(check(network)).toEqual([
      "clusters.dc1: nothing provides 'resource-metrics' any more, and the numbers of pods of shop/web do not follow their load; add a component that provides it, such as metrics-server, or write a number in `replicas` of the applications",
    ]);
    expect(check(network, 2)).toEqual([]);
    expect(check([...network, { kind: 'metrics-server' }])).toEqual([]);
  });
});
