import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { formatYaml } from './yaml';

/** Returns the objects that a function adds to an empty chart, as plain data in the order in which it added them. */
export function renderObjects(addObjects: (scope: Construct) => void): readonly object[] {
  // One App for each chart: an App with many charts sorts and validates all of them for each chart.
  const chart = new Chart(new App(), 'manifest', { disableResourceNameHashes: true });
  addObjects(chart);
  const objects = chart.node.findAll().filter((node) => ApiObject.isApiObject(node));
  return objects.map((object) => object.toJson() as object);
}

/** Formats objects as a stream of YAML documents. */
export function formatYamlStream(objects: readonly object[]): string {
  return objects.map(formatYaml).join('---\n');
}

/** Returns the objects that a function adds to an empty chart, as a stream of YAML documents. */
export function renderManifest(addObjects: (scope: Construct) => void): string {
  return formatYamlStream(renderObjects(addObjects));
}
