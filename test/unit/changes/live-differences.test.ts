import { compareLiveObject, renderRemovalPatch } from '../../../src/changes/live-differences';
import type { LiveObject } from '../../../src/changes/live-object';
import { formatPath } from '../../../src/schema/problem';

const container = (fields: object) => ({ spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } } });

function deployment(fields: object, metadata: object = {}): LiveObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'shop', ...metadata },
    ...fields,
  };
}

/** Compares an object with what was written; returns path, live and defined value of each difference. */
function compare(written: LiveObject, live: LiveObject): readonly (readonly (string | undefined)[])[] {
  return compareLiveObject(written, live, written).map((difference) => [
    formatPath(difference.path),
    difference.live,
    difference.defined,
  ]);
}

/** Live object in which kubectl has set these fields. */
const editedByKubectl = (fields: object, fieldsV1: object, manager = 'kubectl-edit', subresource?: string) =>
  deployment(fields, { managedFields: [{ manager, fieldsV1, ...(subresource === undefined ? {} : { subresource }) }] });

const sidecar = { name: 'miner', image: 'miner:1' };
const withSidecar = { spec: { template: { spec: { containers: [sidecar, { name: 'web' }] } } } };
const ownsSidecar = {
  'f:spec': {
    'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"miner"}': { '.': {}, 'f:name': {}, 'f:image': {} } } } },
  },
};

describe('an object on a cluster', () => {
  it('differs in fields with another value, and in missing ones', () => {
    const written = deployment({ spec: { replicas: 2, paused: false } });
    expect(compare(written, deployment({ spec: { replicas: 5 } }))).toEqual([
      ['spec.replicas', '5', '2'],
      ['spec.paused', undefined, 'false'],
    ]);
  });

  it('does not differ in its status, and in metadata that the API server sets', () => {
    const live = deployment({ status: { replicas: 2 } }, { resourceVersion: '7', uid: 'x', generation: 3 });
    expect(compare(deployment({}), live)).toEqual([]);
  });

  it('does not differ in items that the infrastructure adds to its lists, and differs in others', () => {
    const webhooks = (...keys: readonly string[]): LiveObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'gate' },
      webhooks: [
        {
          name: 'a.gate.example',
          namespaceSelector: { matchExpressions: keys.map((key) => ({ key, operator: 'Exists' })) },
        },
        { name: 'b.gate.example' },
      ],
    });
    const addedItems = [
      {
        group: 'admissionregistration.k8s.io',
        kinds: ['ValidatingWebhookConfiguration'],
        list: ['webhooks', '*', 'namespaceSelector', 'matchExpressions'],
        where: { field: 'key', values: ['control-plane', 'managed'] },
      },
    ];
    const written = webhooks('own');
    const countDifferences = (live: LiveObject, items = addedItems) =>
      compareLiveObject(written, live, written, items).length;
    expect(countDifferences(webhooks('own', 'control-plane', 'managed'))).toBe(0);
    expect(countDifferences(webhooks('control-plane', 'own', 'foreign'))).toBe(1);
    expect(countDifferences(webhooks('control-plane', 'managed'))).toBe(1);
    expect(countDifferences(webhooks('own', 'managed'), [])).toBe(1);
    const withoutSelector = { ...written, webhooks: [{ name: 'a', namespaceSelector: {} }] };
    const extended = {
      ...written,
      webhooks: [{ name: 'a', namespaceSelector: { matchExpressions: [{ key: 'managed', operator: 'Exists' }] } }],
    };
    expect(compareLiveObject(withoutSelector, extended, withoutSelector, addedItems)).toEqual([]);
  });

  it.each([
    [
      'variables of containers',
      container({ env: [{ name: 'PASSWORD', value: 'a' }] }),
      container({ env: [{ name: 'PASSWORD', value: 'hunter2' }] }),
    ],
    ['arguments', container({ args: ['--password=a'] }), container({ args: ['--password=hunter2'] })],
    ['annotations', { metadata: { annotations: { key: 'a' } } }, { metadata: { annotations: { key: 'hunter2' } } }],
  ])('is shown without the values of its %s', (_, written, live) => {
    const withMetadata = (fields: object) => deployment({}, 'metadata' in fields ? (fields.metadata as object) : {});
    const create = (fields: object) => ('metadata' in fields ? withMetadata(fields) : deployment(fields));
    const differences = compareLiveObject(create(written), create(live), create(written));
    expect(differences).toHaveLength(1);
    expect(JSON.stringify(differences)).not.toContain('hunter2');
  });

  it.each([
    ['a Secret', { apiVersion: 'v1', kind: 'Secret' }],
    ['a custom resource', { apiVersion: 'acme.example/v1', kind: 'Database' }],
  ])('is shown without texts if it is %s', (_, type) => {
    const create = (type_: string) => ({ ...deployment({ type: type_ }), ...type });
    expect(compare(create('a'), create('hunter2'))).toEqual([['type', undefined, undefined]]);
  });

  it('differs in what kubectl has added, which the API server retains', () => {
    const differences = compareLiveObject(
      deployment(container({})),
      editedByKubectl(withSidecar, ownsSidecar),
      deployment(withSidecar),
    );
    expect(differences.map(({ path }) => formatPath(path))).toEqual(['spec.template.spec.containers[miner]']);
    expect(renderRemovalPatch(differences)).toEqual([
      { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'miner' },
      { op: 'remove', path: '/spec/template/spec/containers/0' },
    ]);
  });

  it.each([
    ['controllers have added', 'kube-controller-manager', undefined],
    ['kubectl has set by a subresource, such as the scale', 'kubectl', 'scale'],
  ])('does not differ in fields that %s', (_, manager, subresource) => {
    const live = editedByKubectl({ spec: { replicas: 3 } }, { 'f:spec': { 'f:replicas': {} } }, manager, subresource);
    expect(compareLiveObject(deployment({}), live, deployment({ spec: { replicas: 3 } }))).toEqual([]);
  });

  it('does not differ in annotations of kubectl itself', () => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' };
    const fieldsV1 = { 'f:metadata': { 'f:annotations': { 'f:kubectl.kubernetes.io/restartedAt': {} } } };
    const live = deployment({}, { annotations, managedFields: [{ manager: 'kubectl-rollout', fieldsV1 }] });
    expect(compareLiveObject(deployment({}), live, deployment({}, { annotations }))).toEqual([]);
  });

  it('is repaired by removing items from the end of a list', () => {
    const added = (pointer: string) => ({ path: [], added: { pointer, keys: [] } });
    const patch = renderRemovalPatch([added('/a/2'), added('/a/10'), added('/b~1c')]);
    expect(patch.map((operation) => (operation as { path: string }).path)).toEqual(['/b~1c', '/a/10', '/a/2']);
  });
});
