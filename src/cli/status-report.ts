import type { MarkerFinding } from '../changes/marker-findings';
import { formatPath } from '../schema/problem';
import type { HostFinding } from './check-hosts';
import { formatReleaseFinding, type ReleaseFinding } from './release-finding';
import { formatJson } from './json-output';

/** What `plinth status` has found. */
export interface StatusReport {
  readonly markers: readonly MarkerFinding[];
  readonly hosts: readonly HostFinding[];
  /** Undefined without `--live`. */
  readonly releases: readonly ReleaseFinding[] | undefined;
}

/** Returns whether the lock records what all clusters have, and nothing is wrong. */
export function isExpected({ markers, hosts, releases = [] }: StatusReport): boolean {
  return (
    hosts.length === 0 &&
    releases.length === 0 &&
    markers.every(({ state }) => state === 'matches' || state === 'not-applied')
  );
}

/** Formats a status as text, a line for each finding. */
export function formatStatus({ markers, hosts, releases }: StatusReport): string {
  const lines = releases?.map((finding) => ({ cluster: finding.cluster, message: formatReleaseFinding(finding) }));
  const compared = releases?.length === 0 ? 'releases: as in the definition\n' : '';
  return formatFindings([...markers, ...hosts, ...(lines ?? [])]) + compared;
}

/** Formats findings, one per line. */
export function formatFindings(findings: readonly Pick<HostFinding, 'cluster' | 'message'>[]): string {
  return findings.map(({ cluster, message }) => `${cluster}: ${message}\n`).join('');
}

/** Formats a status as JSON. docs/apply.md documents the format. */
export function formatStatusJson({ markers, hosts, releases }: StatusReport): string {
  return formatJson({
    clusters: markers.map(({ cluster, state, message }) => ({ cluster, state, message })),
    hosts: hosts.map(({ cluster, message }) => ({ cluster, message })),
    releases: releases?.map(({ cluster, release, object, problem, message, fields }) => ({
      cluster,
      release,
      object,
      problem,
      message,
      fields: fields?.map(({ path, live, defined, added }) => ({
        path: formatPath(path),
        live,
        defined,
        added: added !== undefined,
      })),
    })),
  });
}
