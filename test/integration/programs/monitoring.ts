import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tenantLabel } from '../../../src/kinds/labels';
import { testAlertRoutes } from './alert-routes';
import { assertCrossTenantMonitorsIgnored, createCrossTenantMonitors } from './cross-tenant-monitors';
import { testPrometheus } from './prometheus';
import { PrometheusOperator } from './prometheus-operator';
import type { ProgramTestContext } from './program-test-context';
import { createReferencedSecrets } from './referenced-secrets';
import { assertJobsStayInNamespace, findIgnoredObjects } from './scrape-jobs';

/** Context of the monitoring tests. */
export interface MonitoringTestContext extends ProgramTestContext {
  /** Folder for temporary files. */
  readonly folder: string;
  readonly tenantNamespaces: ReadonlySet<string>;
}

/**
 * Runs Prometheus Operator for an applied cluster. Checks that it accepts all monitors and rules of Plinth, restricts
 * those of tenants to their namespaces, and writes configuration that promtool, Prometheus and amtool accept.
 */
export async function testMonitoring(programContext: ProgramTestContext): Promise<void> {
  const { report, label, controlPlane, objects } = programContext;
  // A control plane is reused for several clusters, so its folder may have files of another one.
  const folder = mkdtempSync(join(controlPlane.folder, 'monitoring-'));
  const namespaces = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]);
  const tenantNamespaces = new Set(namespaces.map(({ metadata }) => metadata.name));
  const context: MonitoringTestContext = { ...programContext, folder, tenantNamespaces };
  const [attackingNamespace = ''] = tenantNamespaces;
  const platformObjects = objects.filter(({ metadata }) => !tenantNamespaces.has(metadata.namespace ?? ''));
  const operator = await PrometheusOperator.start(controlPlane, objects);
  try {
    const isAccepted = await report.check(
      `${label}: Prometheus Operator accepts every monitor and every rule`,
      async () => {
        await createCrossTenantMonitors(controlPlane.api, attackingNamespace);
        await createReferencedSecrets(controlPlane.api, platformObjects);
        await operator.waitUntilNoProblem(async () => {
          const ignored = findIgnoredObjects(await operator.readPrometheusFiles(), objects);
          return ignored.length > 0 ? `it ignores ${ignored.join(', ')}` : undefined;
        });
      },
    );
    if (isAccepted) {
      const files = await operator.readPrometheusFiles();
      await report.check(
        `${label}: Prometheus Operator restricts the monitors and rules of tenants to their namespaces`,
        () => {
          assertJobsStayInNamespace(files, tenantNamespaces);
          assertCrossTenantMonitorsIgnored(files, attackingNamespace);
        },
      );
      await testPrometheus(context, files);
    }
    await testAlertRoutes(context, operator);
  } finally {
    operator.stop();
  }
}
