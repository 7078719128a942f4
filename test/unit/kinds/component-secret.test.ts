import { formatRotation } from '../../../src/kinds/component-secret';

describe('what happens when the values of a Secret change', () => {
  const rotation = { restarts: [{ kind: 'Deployment', name: 'ory-keto' }] } as const;

  test('the platform restarts workloads after a change in the store', () => {
    expect(formatRotation(rotation, 'store')).toBe('restarts Deployment ory-keto');
  });

  test.each(['generator', 'person'] as const)(
    'a person restarts workloads where the Secret comes from a %s',
    (from) => {
      expect(formatRotation(rotation, from)).toBe('restart Deployment ory-keto after a change');
    },
  );
});
