import { createHash } from 'node:crypto';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { localChartVersion, type LocalChart } from '../constructs/terraform/helm-release';
import type { CrdRelease, Release } from '../src/kinds/release';
import type { OutputFile } from './output-file';

/** Objects are put into the chart as files, not templates, so that nothing in them is taken for a template of Helm's. */
const objectsTemplate = `{{- range $path, $_ := .Files.Glob "objects/*.yaml" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/** CRDs come as a value, read from their chart when applied. They stay when the release goes, and so do the resources. */
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

/** A generated chart with the files that it consists of. */
export interface GeneratedChart {
  readonly chart: LocalChart;
  readonly files: readonly OutputFile[];
}

/** A chart around plain objects, so that custom resources reach a cluster without `kubernetes_manifest`. */
export function generateObjectChart(stack: string, release: Release, manifests: readonly OutputFile[]): GeneratedChart {
  const files = [
    { path: 'templates/objects.yaml', text: objectsTemplate },
    ...manifests.map(({ path, text }) => ({ path: `objects/${path}`, text })),
  ];
  return generateChart(stack, release, files);
}

/** A chart that brings the CRDs of another chart, read from it when applied. */
export function generateCrdChart(stack: string, release: CrdRelease): GeneratedChart {
  return generateChart(stack, release, [{ path: 'templates/crds.yaml', text: crdsTemplate }]);
}

function generateChart(stack: string, { name }: Release, content: readonly OutputFile[]): GeneratedChart {
  const digest = createHash('sha256');
  for (const { path, text } of content) digest.update(`${path}\0${text}\0`);
  const chart = { path: `./charts/${name}`, digest: digest.digest('hex') };
  const header = { apiVersion: 'v2', name, version: localChartVersion(chart.digest), type: 'application' };
  const files = [{ path: 'Chart.yaml', text: formatYaml(header) }, ...content];
  return {
    chart,
    files: files.map(({ path, text }) => ({ path: `cdktf.out/stacks/${stack}/charts/${name}/${path}`, text })),
  };
}
