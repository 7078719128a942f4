import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, ApiObject, Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { formatYaml } from '../constructs/kubernetes/yaml';
import { builtInLanguage, writeOutput } from '../src/synth';
import type { Measured } from './measured';
import { platformOf } from './platform';

/** Measures one size in a process of its own, so that peaks of memory are its own: `one.ts <tenants> [compare]`. */
const tenants = Number(process.argv[2]);
const folder = mkdtempSync(join(tmpdir(), 'plinth-bench-'));
try {
  const description = platformOf(tenants);
  const [cpu, files] = timed(() =>
    writeOutput(builtInLanguage.plan(description), builtInLanguage, {
      terraform: join(folder, 'cdktf.out'),
      dist: join(folder, 'dist'),
    }),
  );
  const peakMiB = process.resourceUsage().maxRSS / 1024;
  const manifests = files.files.filter((path) => /^dist\/.*\.yaml$/.test(path) && !path.endsWith('values.yaml'));
  const texts = manifests.map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const objects = texts.reduce((sum, { text }) => sum + (text.match(/^kind: /gm) ?? []).length, 0);
  const measured: Measured = {
    tenants,
    cpuSeconds: cpu,
    peakMiB,
    objects,
    files: files.files.length,
    ...(process.argv[3] === 'compare' ? compared(texts) : {}),
  };
  process.stdout.write(JSON.stringify(measured));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The same objects by other ways: cdk8s as its documentation shows it, and the YAML writer alone. */
function compared(texts: readonly { readonly path: string; readonly text: string }[]) {
  const objects = texts.flatMap(({ path, text }) => {
    const [, cluster = '', , tenant = ''] = path.split('/');
    return parseAllDocuments(text).map((document) => ({
      cluster,
      tenant,
      object: document.toJS() as KubernetesObject,
    }));
  });
  const [yamlSeconds] = timed(() => objects.map(({ object }) => formatYaml(object)).join('---\n'));
  const [cdk8sSeconds] = timed(() => {
    for (const cluster of new Set(objects.map((one) => one.cluster))) {
      const app = new App({ outdir: join(folder, `plain-${cluster}`) });
      const charts = new Map<string, Chart>();
      for (const one of objects.filter((other) => other.cluster === cluster)) {
        const chart = charts.get(one.tenant) ?? new Chart(app, one.tenant);
        charts.set(one.tenant, chart);
        new ApiObject(chart, `${one.object.kind}-${one.object.metadata.namespace ?? ''}-${one.object.metadata.name}`, {
          ...one.object,
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

function timed<T>(act: () => T): [number, T] {
  const start = process.cpuUsage();
  const made = act();
  const { user, system } = process.cpuUsage(start);
  return [(user + system) / 1e6, made];
}
