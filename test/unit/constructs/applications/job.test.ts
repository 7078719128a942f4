import { Job } from '../../../../constructs/applications';
import { planJob } from '../../../../src/planning/workload';
import { getObject, synthObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/report:1.0.0';

const made = (options: Partial<Parameters<typeof planJob>[2]> = {}) =>
  synthObjects((chart) => {
    new Job(chart, 'report', { plan: planJob('shop', 'report', { image, ...options }) });
  });

test('a job that ran is another object than its next run, since it cannot be changed', () => {
  expect(getObject(made(), 'Job').metadata.name).toBe('report');
  expect(getObject(made({ run: 'v2' }), 'Job').metadata.name).toBe('report-v2');
});

test('a job with a schedule runs by it, in the zone that it means, and not twice at once', () => {
  expect(getObject(made({ schedule: '0 3 * * *', timeZone: 'Europe/Oslo' }), 'CronJob').spec).toMatchObject({
    schedule: '0 3 * * *',
    timeZone: 'Europe/Oslo',
    concurrencyPolicy: 'Forbid',
    jobTemplate: { spec: { backoffLimit: 6, template: { spec: { restartPolicy: 'Never' } } } },
  });
});

test('a job runs as restricted as an application', () => {
  const { template } = getObject(made(), 'Job').spec as { template: { spec: unknown } };
  expect(template.spec).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [{ securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } } }],
  });
});

test('nobody comes in to a job', () => {
  expect(getObject(made(), 'NetworkPolicy').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(getObject(made(), 'NetworkPolicy').spec).not.toHaveProperty('ingress');
});
