import { createHash } from 'node:crypto';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { localChartVersion, type LocalChart } from '../constructs/terraform/helm-release';
import type { CrdRelease, Release } from '../src/kinds/release';
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
  readonly files: readonly OutputFile[];
}

/**
 * Generates a chart of plain objects. Terraform's `kubernetes_manifest` is no alternative: it needs the CRDs of custom
 * resources at plan time.
 */
export function generateObjectChart(stack: string, release: Release, manifests: readonly OutputFile[]): GeneratedChart {
  const files = [
    { path: 'templates/objects.yaml', text: objectsTemplate },
    ...manifests.map(({ path, text }) => ({ path: `objects/${path}`, text })),
  ];
  return generateChart(stack, release, files);
}

/** Generates a chart that installs the CRDs of another chart. */
export function generateCrdChart(stack: string, release: CrdRelease): GeneratedChart {
  return generateChart(stack, release, [{ path: 'templates/crds.yaml', text: crdsTemplate }]);
}

function generateChart(stack: string, { name }: Release, contents: readonly OutputFile[]): GeneratedChart {
  const digest = createHash('sha256');
  for (const { path, text } of contents) digest.update(`${path}\0${text}\0`);
  const chart = { path: `./charts/${name}`, digest: digest.digest('hex') };
  const header = { apiVersion: 'v2', name, version: localChartVersion(chart.digest), type: 'application' };
  const files = [{ path: 'Chart.yaml', text: formatYaml(header) }, ...contents];
  return {
    chart,
    files: files.map(({ path, text }) => ({ path: `cdktf.out/stacks/${stack}/charts/${name}/${path}`, text })),
  };
}
