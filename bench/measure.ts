import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, ApiObject, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { builtInLanguage, writeOutput } from '../src/synth';
import { measureCpu } from './measure-cpu';
import type { Measurement } from './measurement';
import { benchPlatform } from './platform';

/** Measures one platform size in a separate process, so that the memory peak belongs to this size: `measure.ts <tenants> [compare]`. */
const tenants = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'));
try {
  const definition = benchPlatform(tenants);
  const [cpuSeconds, output] = measureCpu(() =>
    writeOutput(builtInLanguage.plan(definition), builtInLanguage, {
      terraform: join(folder, 'cdktf.out'),
      dist: join(folder, 'dist'),
    }),
  );
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const manifests = output.files.filter((path) => /^dist\/.*\.yaml$/.test(path) && !path.endsWith('values.yaml'));
  const manifestFiles = manifests.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const objects = manifestFiles.reduce((sum, { text }) => sum + (text.match(/^kind: /gm) ?? []).length, 0);
  const measurement: Measurement = {
    tenants,
    cpuSeconds,
    peakMiB,
    objects,
    files: output.files.length,
    ...(process.argv[3] === 'compare' ? measureAlternatives(manifestFiles) : {}),
  };
  process.stdout.write(JSON.stringify(measurement));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Returns the CPU time of other ways to write the same objects: cdk8s as documented, and the YAML formatter alone. */
function measureAlternatives(manifestFiles: readonly { readonly path: string; readonly text: string }[]) {
  const objects = manifestFiles.flatMap(({ path, text }) => {
    const [, cluster = '', , tenant = ''] = path.split('/');
    return parseAllDocuments(text).map((document) => ({
      cluster,
      tenant,
      object: document.toJS() as KubernetesObject,
    }));
  });
  const [yamlSeconds] = measureCpu(() => objects.map(({ object }) => formatYaml(object)).join('---\n'));
  const [cdk8sSeconds] = measureCpu(() => {
    for (const cluster of new Set(objects.map(({ cluster }) => cluster))) {
      const app = new App({ outdir: join(folder, `plain-${cluster}`) });
      const charts = new Map<string, Chart>();
      for (const { tenant, object: manifest } of objects.filter((object) => object.cluster === cluster)) {
        const chart = charts.get(tenant) ?? new Chart(app, tenant);
        charts.set(tenant, chart);
        new ApiObject(chart, `${manifest.kind}-${manifest.metadata.namespace ?? ''}-${manifest.metadata.name}`, {
          ...manifest,
        });
      }
      app.synth();
    }
  });
  return { yamlSeconds, cdk8sSeconds };
}

interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}
