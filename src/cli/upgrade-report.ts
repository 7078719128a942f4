import type { Change, ClusterUpgrade, VersionChange } from '../changes/change';
import type { UpgradeStep } from '../kinds/upgrade-step';
import { formatJson } from './json-output';

/** Change of a plan that upgrades a cluster. */
export type UpgradeChange = Change & { readonly upgrade: ClusterUpgrade };

/** True for the upgrade of a cluster to another version of Kubernetes. */
export function isUpgradeChange(change: Change): change is UpgradeChange {
  return change.upgrade !== undefined;
}

/** Renders an upgrade: a line with the versions, and a line for each step. */
export function renderUpgradeLines({ versions, steps }: ClusterUpgrade): readonly string[] {
  const programs = versions.filter(({ program }) => program !== 'kubernetes');
  return [
    ...(programs.length === 0 ? [] : [`with ${programs.map(formatVersionChange).join(', ')}`]),
    ...steps.map((step, index) => `${index + 1}. ${formatStep(step)}`),
  ];
}

/** Formats upgrades as text. */
export function formatUpgrades(upgrades: readonly UpgradeChange[]): string {
  if (upgrades.length === 0) return 'no upgrades\n';
  return upgrades
    .map(({ upgrade, risk }) => {
      const lines = [...renderUpgradeLines(upgrade), ...(risk === undefined ? [] : [`! ${risk}`])];
      return [
        `${upgrade.cluster}: Kubernetes ${upgrade.from} → ${upgrade.to}`,
        ...lines.map((line) => `    ${line}`),
        '',
      ].join('\n');
    })
    .join('\n');
}

/** Formats upgrades as JSON: an object with the list `upgrades`. */
export function formatUpgradesAsJson(upgrades: readonly UpgradeChange[]): string {
  const entries = upgrades.map(({ upgrade: { cluster, from, to, versions, steps }, risk }) => ({
    cluster,
    from,
    to,
    ...(risk === undefined ? {} : { risk }),
    versions,
    steps,
  }));
  return formatJson({ upgrades: entries });
}

/** Formats upgrades as Markdown, for a pull request. */
export function formatUpgradesAsMarkdown(upgrades: readonly UpgradeChange[]): string {
  if (upgrades.length === 0) return 'No upgrades.\n';
  return upgrades
    .map(({ upgrade, risk }) =>
      [
        `### Upgrade of \`${upgrade.cluster}\`: Kubernetes ${upgrade.from} → ${upgrade.to}`,
        '',
        '| program | from | to |',
        '| --- | --- | --- |',
        ...upgrade.versions.map(({ program, from: previous = 'unknown', to: next }) => row(program, previous, next)),
        '',
        ...(upgrade.steps.length === 0
          ? []
          : [
              '| step | what | hosts | at a time | how |',
              '| --- | --- | --- | --- | --- |',
              ...upgrade.steps.map(({ action, group, hosts, batchSize, description }, index) =>
                row(String(index + 1), group ?? action, hosts.join(', '), String(batchSize), description),
              ),
              '',
            ]),
        ...(risk === undefined ? [] : [`**Risk:** ${risk}.`, '']),
      ].join('\n'),
    )
    .join('\n');
}

function row(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function formatVersionChange({ program, from, to }: VersionChange): string {
  return from === undefined ? `${program} ${to}` : `${program} ${from} → ${to}`;
}

function formatStep({ action, group, hosts, batchSize, description }: UpgradeStep): string {
  const batches = batchSize < hosts.length && action !== 'check' ? `, ${batchSize} at a time` : '';
  return [group ?? action, ...(hosts.length === 0 ? [] : [`${hosts.join(', ')}${batches}`]), description].join(': ');
}
