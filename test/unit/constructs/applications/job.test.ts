import { Job } from '../../../../constructs/applications';
import { planJob } from '../../../../src/planning/workload';
import { getObject, synthesizeObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/report:1.0.0';

const synthesizeJob = (options: Partial<Parameters<typeof planJob>[2]> = {}) =>
  synthesizeObjects((chart) => {
    new Job(chart, 'report', { plan: planJob('shop', 'report', { image, ...options }) });
  });

test('each run of a job is an object of its own, since the template of a Job is immutable', () => {
  expect(getObject(synthesizeJob(), 'Job').metadata.name).toBe('report');
  expect(getObject(synthesizeJob({ run: 'v2' }), 'Job').metadata.name).toBe('report-v2');
});

test('a job with a schedule is a CronJob with its time zone, whose runs do not overlap', () => {
  expect(getObject(synthesizeJob({ schedule: '0 3 * * *', timeZone: 'Europe/Oslo' }), 'CronJob').spec).toMatchObject({
    schedule: '0 3 * * *',
    timeZone: 'Europe/Oslo',
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { backoffLimit: 6, template: { spec: { restartPolicy: 'Never' } } } },
  });
});

test('the pod of a job has the same restrictions as that of an application', () => {
  const { template } = getObject(synthesizeJob(), 'Job').spec as { template: { spec: unknown } };
  expect(template.spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } }],
  });
});

test('network policies deny all ingress to a job', () => {
  expect(getObject(synthesizeJob(), 'NetworkPolicy').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(getObject(synthesizeJob(), 'NetworkPolicy').spec).not.toHaveProperty('ingress');
});
