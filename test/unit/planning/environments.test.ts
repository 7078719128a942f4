import { applicationSchema } from '../../../src/definition/application';
import { resolveForEnvironment } from '../../../src/definition/references';

const written = applicationSchema.parse({
  image: 'registry.acme.example/web:1.0.0',
  replicas: 2,
  env: { LOG_LEVEL: 'info', DATABASE_URL: { secret: 'database', key: 'url' } },
  resources: { cpu: '500m' },
  ingress: ['a.acme.example', 'b.acme.example'],
  perEnvironment: {
    prod: {
      env: { LOG_LEVEL: 'warn' },
      resources: { memory: '1Gi' },
      replicas: { min: 3, max: 9 },
      ingress: 'c.acme.example',
    },
  },
});

test('an environment changes the variables that it names, and keeps the others', () => {
  expect(resolveForEnvironment(written, 'prod').env).toEqual({
    LOG_LEVEL: 'warn',
    DATABASE_URL: { secret: 'database', key: 'url' },
  });
});

test('an environment that raises the memory leaves the CPU as it is everywhere', () => {
  expect(resolveForEnvironment(written, 'prod').resources).toEqual({ cpu: '500m', memory: '1Gi' });
});

test('lists and numbers are replaced', () => {
  expect(resolveForEnvironment(written, 'prod').ingress).toBe('c.acme.example');
  expect(resolveForEnvironment(written, 'prod').replicas).toMatchObject({ min: 3, max: 9 });
});

test('an environment of which nothing is said is as everywhere', () => {
  expect(resolveForEnvironment(written, 'dev')).toEqual(written);
});
