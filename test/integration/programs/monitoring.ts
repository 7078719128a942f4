import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tenantLabel } from '../../../src/kinds/labels';
import { testAlertRoutes } from './alert-routes';
import { assertIntruderIsKept, layIntruder } from './intruder';
import { assertJobsAreKept, untaken } from './monitored';
import { Operator } from './operator';
import { testPrometheus } from './prometheus';
import { laySecrets } from './secrets';
import type { Trial } from './trial';

/** An applied cluster whose monitoring is tried. */
export interface MonitoringTrial extends Trial {
  /** For files that nobody needs afterwards. */
  readonly folder: string;
  /** Namespaces of tenants. */
  readonly tenants: ReadonlySet<string>;
}

/**
 * Runs Prometheus' operator on an applied cluster, looks whether it takes all that Plinth wrote for it and of tenants no
 * more than they may say, and lets promtool, Prometheus and amtool load what it makes.
 */
export async function testMonitoring(given: Trial): Promise<void> {
  const { report, label, plane, objects } = given;
  // The control plane may have been another cluster's before.
  const folder = mkdtempSync(join(plane.folder, 'monitoring-'));
  const spaces = objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]);
  const tenants = new Set(spaces.map(({ metadata }) => metadata.name));
  const trial: MonitoringTrial = { ...given, folder, tenants };
  const [intruded = ''] = tenants;
  const platform = objects.filter(({ metadata }) => !tenants.has(metadata.namespace ?? ''));
  const operator = await Operator.start(plane, objects);
  try {
    const isTaken = await report.check(
      `${label}: Prometheus' operator takes every monitor and every rule`,
      async () => {
        await layIntruder(plane.api, intruded);
        await laySecrets(plane.api, platform);
        await operator.waitFor(async () => {
          const missing = untaken(await operator.prometheus(), objects);
          return missing.length > 0 ? `it leaves out ${missing.join(', ')}` : undefined;
        });
      },
    );
    if (isTaken) {
      const files = await operator.prometheus();
      await report.check(`${label}: it holds each tenant's monitors and rules to their own namespace`, () => {
        assertJobsAreKept(files, tenants);
        assertIntruderIsKept(files, intruded);
      });
      await testPrometheus(trial, files);
    }
    await testAlertRoutes(trial, operator);
  } finally {
    operator.stop();
  }
}
