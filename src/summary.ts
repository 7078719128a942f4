import type { Plan } from './model/plan';
import type { Written } from './output';

/** What a synth made and where, and what to do next, in a few lines. */
export function summaryOf({ platform, clusters }: Plan, { files, changed, removed }: Written): string {
  const lines = clusters.map(({ name, releases, tenants, facts, environment }) => {
    const applications = tenants.reduce((count, tenant) => count + tenant.applications.length, 0);
    return `  ${name} (${environment}, Kubernetes ${facts.kubernetes}, by ${facts.delivery}): ${count(releases.length, 'release')}, ${count(tenants.length, 'tenant')}, ${count(applications, 'application')}`;
  });
  return [
    `${platform.name}: ${count(files.length, 'file')} in cdktf.out and dist, ${changed.length} changed, ${removed.length} removed`,
    ...lines,
    "next: cdktf deploy '*' (the order of apply stands in dist/order.json), then plinth lock",
    '',
  ].join('\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
