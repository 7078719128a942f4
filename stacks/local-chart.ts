import { createHash } from 'node:crypto';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { localChartVersion, type LocalChart } from '../constructs/terraform/helm-release';
import { isChartRelease, type CrdRelease, type Release } from '../src/kinds/release';
import type { OutputFile } from './output-file';

/** Helm template that outputs the files of the chart's `objects` folder: as templates, braces in them would be evaluated. */
const objectsTemplate = `{{- range $path, $_ := .Files.Glob "objects/*.yaml" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/**
 * Helm template that outputs the CRDs in the value `crds`, which Terraform reads from their chart at apply. CRDs are kept
 * when the release is removed, since deleting a CRD deletes all its resources.
 */
const crdsTemplate = `{{- range $file := .Values.crds }}
{{- range $text := splitList "\\n---" (printf "\\n%s" $file) }}
{{- $crd := fromYaml $text }}
{{- if $crd.kind }}
{{- $kept := dict "helm.sh/resource-policy" "keep" }}
{{- $_ := set $crd.metadata "annotations" (merge $kept ($crd.metadata.annotations | default dict)) }}
---
{{ toYaml $crd }}
{{- end }}
{{- end }}
{{- end }}
`;

/** A generated chart with its files. */
export interface GeneratedChart {
  readonly chart: LocalChart;
  /** Paths are relative to the folder of the stack. */
  readonly files: readonly OutputFile[];
}

/** Generates the local chart of a release; undefined for the release of an official chart. */
export function tryGenerateLocalChart(release: Release, manifests: readonly OutputFile[]): GeneratedChart | undefined {
  if (isChartRelease(release)) return undefined;
  return 'crdChart' in release ? generateCrdChart(release) : generateObjectChart(release, manifests);
}

/**
 * Generates a chart of plain objects. Terraform's `kubernetes_manifest` is no alternative: it needs the CRDs of custom
 * resources at plan time.
 */
function generateObjectChart(release: Release, manifests: readonly OutputFile[]): GeneratedChart {
  const files = [
    { path: 'templates/objects.yaml', text: objectsTemplate },
    ...manifests.map(({ path, text }) => ({ path: `objects/${path}`, text })),
  ];
  return generateChart(release, files);
}

/** Generates a chart that installs the CRDs of another chart. */
function generateCrdChart(release: CrdRelease): GeneratedChart {
  return generateChart(release, [{ path: 'templates/crds.yaml', text: crdsTemplate }]);
}

function generateChart({ name }: Release, contents: readonly OutputFile[]): GeneratedChart {
  const digest = createHash('sha256');
  for (const { path, text } of contents) digest.update(`${path}\0${text}\0`);
  const chart = { path: `./charts/${name}`, digest: digest.digest('hex') };
  const header = { apiVersion: 'v2', name, version: localChartVersion(chart.digest), type: 'application' };
  const files = [{ path: 'Chart.yaml', text: formatYaml(header) }, ...contents];
  return {
    chart,
    files: files.map(({ path, text }) => ({ path: `charts/${name}/${path}`, text })),
  };
}
