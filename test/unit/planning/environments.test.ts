import { applicationSchema } from '../../../src/definition/application';
import { resolveForEnvironment } from '../../../src/definition/references';

const application = applicationSchema.parse({
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

test('an environment replaces the variables that it sets, and keeps the others', () => {
  expect(resolveForEnvironment(application, 'prod').env).toEqual({
    LOG_LEVEL: 'warn',
    DATABASE_URL: { secret: 'database', key: 'url' },
  });
});

test('an environment that sets the memory keeps the CPU of all environments', () => {
  expect(resolveForEnvironment(application, 'prod').resources).toEqual({ cpu: '500m', memory: '1Gi' });
});

test('an environment replaces lists and numbers', () => {
  expect(resolveForEnvironment(application, 'prod').ingress).toBe('c.acme.example');
  expect(resolveForEnvironment(application, 'prod').replicas).toMatchObject({ min: 3, max: 9 });
});

test('an environment without options of its own has the options of all environments', () => {
  expect(resolveForEnvironment(application, 'dev')).toEqual(application);
});
