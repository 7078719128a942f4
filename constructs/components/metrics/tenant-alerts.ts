import type { Construct } from 'constructs';
import type { Endpoint } from '../../../src/definition/capability';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import { addObject } from '../../kubernetes/object';
import { addPrometheusRule, type AlertRule } from '../../monitoring/alert-rules';

/** Secret in each namespace of a tenant with the webhook URLs of its alerts: keys `critical` and `warning`. */
export const alertReceiversSecret = 'alert-receivers';

/**
 * Returns the capability `alerts` of an Alertmanager: for each tenant the alert rules of its workloads, and the routes of
 * its alerts.
 */
export function provideAlerts(endpoint: Endpoint): ProvidedCapability {
  return {
    endpoint,
    forTenant: (tenant, { cluster }) =>
      'metrics' in cluster.capabilities
        ? {
            secrets: tenant.namespaces.map(({ name: namespace }) => ({
              namespace,
              name: alertReceiversSecret,
              keys: ['critical', 'warning'],
              source: 'created by the tenant, if it wants its alerts',
              rotation: 'Alertmanager reads it again',
            })),
            objects: (scope) => {
              addTenantAlerts(scope, tenant);
            },
          }
        : {},
  };
}

/**
 * Adds the alert rules of a tenant's applications and jobs and, for each of its namespaces, the route of that namespace's
 * alerts: to the webhook URLs in the Secret `alert-receivers`, and to the platform team until that Secret exists.
 * @see https://prometheus-operator.dev/docs/developer/alerting/#alertmanagerconfig-resource
 */
export function addTenantAlerts(scope: Construct, tenant: TenantPlan): void {
  for (const { name: namespace } of tenant.namespaces) {
    for (const application of tenant.applications.filter((application) => application.namespace === namespace)) {
      addPrometheusRule(scope, {
        name: application.name,
        namespace,
        alerts: listApplicationAlertRules(application),
        labels: { tenant: tenant.name, application: application.name },
      });
    }
    for (const job of tenant.jobs.filter((job) => job.namespace === namespace)) {
      addPrometheusRule(scope, {
        name: `job-${job.name}`,
        namespace,
        alerts: listJobAlertRules(job),
        labels: { tenant: tenant.name, application: job.name },
      });
    }
    addObject(scope, `route-${namespace}`, {
      apiVersion: 'monitoring.coreos.com/v1alpha1',
      kind: 'AlertmanagerConfig',
      metadata: { name: tenant.name, namespace },
      spec: {
        route: {
          receiver: 'warning',
          groupBy: ['alertname', 'application'],
          repeatInterval: '12h',
          routes: [
            {
              receiver: 'critical',
              matchers: [{ name: 'severity', matchType: '=', value: 'critical' }],
              groupWait: '10s',
              repeatInterval: '1h',
            },
          ],
        },
        receivers: ['warning', 'critical'].map((name) => ({
          name,
          webhookConfigs: [{ urlSecret: { name: alertReceiversSecret, key: name }, sendResolved: true }],
        })),
      },
    });
  }
}

/** Returns the alert rules of a job. The name of a CronJob's Job ends with its scheduled time. */
export function listJobAlertRules({ name, namespace, options }: JobPlan): readonly AlertRule[] {
  const run = options.run === undefined ? '' : `-${options.run}`;
  const jobNamePattern = name + (options.schedule === undefined ? run : '-[0-9]+');
  return [
    {
      name: 'JobFailed',
      expr: `kube_job_status_failed{namespace="${namespace}", job_name=~"${jobNamePattern}"} > 0`,
      forMinutes: 1,
      severity: 'warning',
      summary: `Job {{ $labels.job_name }} failed.`,
      runbook: `See kubectl -n ${namespace} logs job/{{ $labels.job_name }}. The alert resolves when the failed Job is deleted or replaced.`,
    },
  ];
}

/** Returns the alert rules of an application. */
export function listApplicationAlertRules({ name, namespace, options }: ApplicationPlan): readonly AlertRule[] {
  const deployment = `namespace="${namespace}", deployment="${name}"`;
  const containers = `namespace="${namespace}", container="${name}"`;
  const logs = `kubectl -n ${namespace} logs deploy/${name} --previous`;
  return [
    {
      name: 'ApplicationDown',
      expr: `kube_deployment_status_replicas_available{${deployment}} == 0 and kube_deployment_spec_replicas{${deployment}} > 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: `${name} has no available pod.`,
      runbook: `Run kubectl -n ${namespace} get pods -l app.kubernetes.io/name=${name}, then ${logs}. If a change caused it, go back to the previous image.`,
    },
    {
      name: 'ApplicationShortOfPods',
      expr: `kube_deployment_status_replicas_available{${deployment}} < kube_deployment_spec_replicas{${deployment}}`,
      forMinutes: 15,
      severity: 'warning',
      summary: `${name} has only {{ $value }} available pods, fewer than desired.`,
      runbook: `Run kubectl -n ${namespace} describe pods -l app.kubernetes.io/name=${name}: the events show an exceeded quota, a missing node or a failing probe.`,
    },
    {
      name: 'ApplicationRestarts',
      expr: `increase(kube_pod_container_status_restarts_total{${containers}}[30m]) > 3`,
      forMinutes: 5,
      severity: 'warning',
      summary: `Containers of {{ $labels.pod }} restarted {{ $value | printf "%.0f" }} times in 30 minutes.`,
      runbook: `See ${logs}. Exit code 137 means that the container exceeded its memory limit.`,
    },
    {
      name: 'ApplicationMemoryNearLimit',
      expr: `max by (namespace, pod, container) (container_memory_working_set_bytes{${containers}}) / on (namespace, pod, container) kube_pod_container_resource_limits{${containers}, resource="memory"} > 0.9`,
      forMinutes: 15,
      severity: 'warning',
      summary: `{{ $labels.pod }} uses {{ $value | humanizePercentage }} of its memory limit.`,
      runbook: `See the memory panel of its dashboard: a steady increase is a leak; if the level is stable, raise resources.memoryLimit.`,
    },
    ...(options.metrics === undefined
      ? []
      : [
          {
            name: 'ApplicationMetricsMissing',
            expr: `up{${containers}} == 0`,
            forMinutes: 15,
            severity: 'warning' as const,
            summary: `The metrics of {{ $labels.pod }} cannot be scraped.`,
            runbook: `Path and port of metrics in the definition must be those that ${name} serves: check with kubectl -n ${namespace} port-forward.`,
          },
        ]),
  ];
}
