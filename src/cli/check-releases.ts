import { compareFields } from '../changes/field-changes';
import type { LiveObject } from '../changes/live-object';
import type { ClusterPlan } from '../kinds/cluster-plan';
import { escapeControlCharacters } from '../schema/control-characters';
import { formatPath } from '../schema/problem';
import { listExpectedReleases, type ExpectedRelease } from '../../stacks/expected-releases';
import { checkApplications } from './check-applications';
import { compareObjects, formatObjectName, type ObjectFinding, type ReleasedObject } from './compare-objects';
import { helmRecordSelector, parseManifest, readHelmRecords, type HelmRecord } from './helm-record';
import { runKubectl, type KubectlOptions } from './kubectl';
import { formatFieldDifference, type ReleaseFinding, type ReleaseProblem } from './release-finding';

/**
 * Compares the releases on clusters with the definition: those of Terraform by Helm's records and by their objects, those of
 * Argo CD by its Applications. Nothing is changed.
 * @throws UserError when kubectl cannot be run
 */
export async function checkReleases(
  clusters: readonly ClusterPlan[],
  options: KubectlOptions,
): Promise<readonly ReleaseFinding[]> {
  const findings = await Promise.all(clusters.map((cluster) => checkReleasesOfCluster(cluster, options)));
  return findings.flat();
}

async function checkReleasesOfCluster(
  cluster: ClusterPlan,
  options: KubectlOptions,
): Promise<readonly ReleaseFinding[]> {
  const releases = listExpectedReleases(cluster);
  const helmReleases = releases.filter(({ delivery }) => delivery === 'terraform');
  const applications = releases.filter(({ delivery }) => delivery === 'argo-cd');
  return [
    ...(await checkHelmReleases(cluster, helmReleases, options)),
    ...(applications.length === 0 ? [] : await checkApplications(cluster, applications, options)),
  ];
}

async function checkHelmReleases(
  cluster: ClusterPlan,
  releases: readonly ExpectedRelease[],
  options: KubectlOptions,
): Promise<readonly ReleaseFinding[]> {
  const get = ['get', 'secrets', '--all-namespaces', `--selector=${helmRecordSelector}`, '--output=json'];
  const result = await runKubectl(cluster, get, options);
  const failure = (reason: string): readonly ReleaseFinding[] => [
    {
      cluster: cluster.name,
      problem: 'unknown',
      message: escapeControlCharacters(`its Helm releases cannot be read: ${reason}`),
    },
  ];
  if ('reason' in result) return failure(result.reason);
  let records: ReadonlyMap<ExpectedRelease, HelmRecord>;
  try {
    records = readHelmRecords(result.stdout, releases);
  } catch {
    return failure("the Secret of a release contains no record of Helm's");
  }
  const objects = releases.flatMap((release) => listReleasedObjects(release, records.get(release)));
  return [
    ...releases.flatMap((release) => checkRecord(cluster.name, release, records.get(release))),
    ...(await compareObjects(cluster, objects, options)).map((finding) => describeObject(cluster.name, finding)),
  ];
}

/** Compares Helm's record of a release with the definition. */
function checkRecord(
  cluster: string,
  { name, chartVersion, values }: ExpectedRelease,
  record: HelmRecord | undefined,
): readonly ReleaseFinding[] {
  const finding = (problem: ReleaseProblem, message: string): ReleaseFinding => ({
    cluster,
    release: name,
    problem,
    message: escapeControlCharacters(message),
    // Helm refuses to upgrade a release while an operation is pending, or was killed.
    ...(record && !record.info.status.startsWith('pending-') && { needsUpgrade: true }),
  });
  if (!record) return [finding('missing', 'is not installed')];
  const { status } = record.info;
  const installed = record.chart.metadata.version;
  const findings: ReleaseFinding[] = [];
  if (status !== 'deployed')
    findings.push(
      finding('failed', `revision ${record.version} is ${status}: see helm history ${name} -n ${record.namespace}`),
    );
  if (installed.replace(/^v/, '') !== chartVersion.replace(/^v/, ''))
    findings.push(
      finding(
        'changed',
        values === undefined
          ? `its objects have the digest ${installed}, and those of the definition ${chartVersion}`
          : `version ${installed} of its chart is installed, and the definition has ${chartVersion}`,
      ),
    );
  if (values !== undefined) {
    const paths = compareFields(toJson(record.config ?? {}), toJson(values)).map(({ path }) => formatPath(path));
    if (paths.length > 0)
      findings.push(finding('changed', `values of its chart differ from the definition: ${paths.join(', ')}`));
  }
  return findings;
}

/** Returns values as JSON has them, without fields that are null: Helm removes those. */
function toJson(values: object): unknown {
  return JSON.parse(JSON.stringify(values, (_key, value: unknown) => value ?? undefined));
}

/** Lists the objects of a release: those of the definition, or where only its chart has them, those in Helm's record. */
function listReleasedObjects(
  { name, namespace, objects }: ExpectedRelease,
  record: HelmRecord | undefined,
): readonly ReleasedObject[] {
  // A release that is not installed has one finding, not one for each object.
  if (!record || record.info.status === 'uninstalled') return [];
  if (!objects)
    return parseManifest(record.manifest).map((manifest) => ({
      release: name,
      namespace,
      manifest: addHelmMetadata(manifest, name, namespace),
    }));
  return (objects as readonly LiveObject[]).map((manifest) => ({
    release: name,
    manifest: addHelmMetadata(manifest, name, namespace),
  }));
}

/**
 * Adds what Helm sets on each object of a release, and without which it does not accept an object as its own.
 * @see https://helm.sh/docs/topics/charts_tips_and_tricks/
 */
function addHelmMetadata(manifest: LiveObject, release: string, namespace: string): LiveObject {
  const { labels = {}, annotations = {} } = manifest.metadata;
  return {
    ...manifest,
    metadata: {
      ...manifest.metadata,
      labels: { ...labels, 'app.kubernetes.io/managed-by': 'Helm' },
      annotations: {
        ...annotations,
        'meta.helm.sh/release-name': release,
        'meta.helm.sh/release-namespace': namespace,
      },
    },
  };
}

function describeObject(cluster: string, finding: ObjectFinding): ReleaseFinding {
  const { object, live, fields, reason } = finding;
  const described = { cluster, release: object.release, object: formatObjectName(object) };
  if (reason !== undefined)
    return { ...described, problem: 'unknown', message: escapeControlCharacters(`cannot be compared: ${reason}`) };
  if (live === undefined) return { ...described, problem: 'missing', message: 'does not exist', repair: finding };
  return {
    ...described,
    problem: 'changed',
    message: escapeControlCharacters(fields.map(formatFieldDifference).join('; ')),
    fields,
    repair: finding,
  };
}
