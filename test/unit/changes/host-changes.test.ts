import { checkDefinition, machineCluster, validPlatform } from '../../support/problems';

const controlPlanes = { cp1: '10.0.0.1' };
const workers = { w1: '10.0.0.12', w2: '10.0.0.13' };

/** Returns the definition of a cluster on its own hosts. */
const definition = (options: object) => ({ ...validPlatform, ...machineCluster({ controlPlanes, ...options }) });

/** Returns the problems of a changed cluster. */
const problems = (previous: object, options: object) => checkDefinition(definition(options), definition(previous));

const explanation =
  'until the next apply, which would remove and join the same host at the same time; remove it, apply, and then add it again';

describe('a plan is refused', () => {
  test('if a host gets another name', () => {
    expect(problems({ workers }, { workers: { w1: '10.0.0.12', w9: '10.0.0.13' } })).toEqual([
      `clusters.a.workers.w9 is "10.0.0.13": is the address of the worker w2 ${explanation}`,
    ]);
  });

  test('if a host gets another role', () => {
    const changed = { controlPlanes: { ...controlPlanes, w1: '10.0.0.12', w2: '10.0.0.13' } };
    expect(problems({ workers }, changed)).toEqual([
      `clusters.a.controlPlanes.w1 is "10.0.0.12": is the address of the worker w1 ${explanation}`,
      `clusters.a.controlPlanes.w2 is "10.0.0.13": is the address of the worker w2 ${explanation}`,
    ]);
  });

  test('if two hosts swap addresses', () => {
    expect(problems({ workers }, { workers: { w1: '10.0.0.13', w2: '10.0.0.12' } })).toEqual([
      `clusters.a.workers.w1 is "10.0.0.13": is the address of the worker w2 ${explanation}`,
      `clusters.a.workers.w2 is "10.0.0.12": is the address of the worker w1 ${explanation}`,
    ]);
  });
});

test.each([
  ['gets another address', { workers: { w1: '10.0.0.12', w2: '10.0.0.33' } }],
  ['is removed', { workers: { w1: '10.0.0.12' } }],
  ['is added', { workers: { ...workers, w3: '10.0.0.14' } }],
])('a plan is accepted if a host %s', (_, changed) => {
  expect(problems({ workers }, changed)).toEqual([]);
});
