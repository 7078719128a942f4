import { findImmutableChange } from '../../../src/changes/immutable-fields';

describe('an immutable field', () => {
  it.each([
    ['RoleBinding', { roleRef: { name: 'a' } }, { roleRef: { name: 'b' } }, ['roleRef', 'name']],
    ['Secret', { type: 'Opaque' }, { type: 'kubernetes.io/tls' }, ['type']],
    ['DaemonSet', { spec: { selector: { a: '1' } } }, { spec: { selector: { a: '2' } } }, ['spec', 'selector', 'a']],
    ['Job', { spec: { completions: 1 } }, { spec: { completions: 2 } }, ['spec', 'completions']],
  ])('of a %s changes', (kind, previous, current, path) => {
    expect(findImmutableChange(kind, previous, current)).toEqual({ path, certain: true });
  });

  it('may change where Kubernetes allows it', () => {
    const indexed = (completions: number) => ({ spec: { completionMode: 'Indexed', completions } });
    expect(findImmutableChange('Job', indexed(1), indexed(2))).toBeUndefined();
    const suspended = (value: string) => ({ spec: { suspend: true, template: { value } } });
    expect(findImmutableChange('Job', suspended('1'), suspended('2'))).toBeUndefined();
    expect(findImmutableChange('Deployment', { spec: { replicas: 1 } }, { spec: { replicas: 2 } })).toBeUndefined();
    expect(findImmutableChange('Unknown', { spec: 1 }, { spec: 2 })).toBeUndefined();
  });

  it('may have the same quantity in another way', () => {
    const template = (cpu: string) => ({ spec: { template: { resources: { cpu } } } });
    expect(findImmutableChange('Job', template('500m'), template('0.5'))?.certain).toBe(false);
  });
});
