import type { Plan } from '../plan';
import type { WrittenOutput } from './output';

/** What a synth made and where, and what to do next, in a few lines. */
export function formatSummary({ platform, clusters }: Plan, { files, changed, removed }: WrittenOutput): string {
  const lines = clusters.map(({ name, releases, tenants, clusterInfo, environment }) => {
    const applications = tenants.reduce((count, tenant) => count + tenant.applications.length, 0);
    return `  ${name} (${environment}, Kubernetes ${clusterInfo.kubernetes}, by ${clusterInfo.delivery}): ${formatCount(releases.length, 'release')}, ${formatCount(tenants.length, 'tenant')}, ${formatCount(applications, 'application')}`;
  });
  return [
    `${platform.name}: ${formatCount(files.length, 'file')} in cdktf.out and dist, ${changed.length} changed, ${removed.length} removed`,
    ...lines,
    "next: cdktf deploy '*' (the order of apply stands in dist/order.json), then plinth lock",
    '',
  ].join('\n');
}

function formatCount(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
