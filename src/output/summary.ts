import type { Plan } from '../plan';
import type { WrittenOutput } from './output';

/** Formats the result of a synth: the number of files, and the clusters. */
export function formatSummary(
  { platform, clusters, acceptedWarnings }: Plan,
  { files, changed, removed }: WrittenOutput,
): string {
  const clusterLines = clusters.map(({ name, releases, tenants, clusterInfo, environment }) => {
    const count = (list: 'applications' | 'jobs') => tenants.reduce((sum, tenant) => sum + tenant[list].length, 0);
    const counts = [
      formatReleases(platform.clusters[name]?.components.length ?? 0, releases.length),
      formatCount(tenants.length, 'tenant'),
      formatCount(count('applications'), 'application'),
      ...(count('jobs') === 0 ? [] : [formatCount(count('jobs'), 'job')]),
    ];
    return `  ${name} (${environment}, Kubernetes ${clusterInfo.kubernetes}, delivered by ${clusterInfo.delivery}): ${counts.join(', ')}`;
  });
  return [
    `${platform.name}: ${formatCount(files.length, 'file')} in cdktf.out and dist, ${changed.length} changed, ${removed.length} removed`,
    ...clusterLines,
    ...(acceptedWarnings.length === 0 ? [] : [`  ${formatAcceptedWarnings(acceptedWarnings)}`]),
    '',
  ].join('\n');
}

/** Formats how many warnings a definition accepts: `2 accepted warnings`. */
export function formatAcceptedWarnings(acceptedWarnings: Plan['acceptedWarnings']): string {
  return formatCount(acceptedWarnings.length, 'accepted warning');
}

/** Formats what to do after a synth. */
export function formatNextStep({ clusters }: Pick<Plan, 'clusters'>): string {
  const readsGit = clusters.some(({ clusterInfo, removed }) => clusterInfo.delivery === 'argo-cd' && !removed);
  return `next: ${readsGit ? 'commit and push dist, which Argo CD reads; then ' : ''}npx plinth apply\n`;
}

/** Formats how many releases the components have: several for one with CRDs of its own, and those of the platform itself. */
export function formatReleases(components: number, releases: number): string {
  return `${formatCount(components, 'component')} (${formatCount(releases, 'release')})`;
}

/** Formats a number and its noun: `1 error`, `2 errors`. */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
