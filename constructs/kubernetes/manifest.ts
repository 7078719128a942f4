import { ApiObject, App, Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import { formatYaml } from './yaml';

/** Draws objects, and returns them as plain data in the order in which they were drawn. */
export function renderObjects(draw: (scope: Construct) => void): readonly object[] {
  // An App for each file: one App of many charts sorts and validates all of them again for each chart.
  const chart = new Chart(new App(), 'manifest', { disableResourceNameHashes: true });
  draw(chart);
  const objects = chart.node.findAll().filter((node) => ApiObject.isApiObject(node));
  return objects.map((object) => object.toJson() as object);
}

/** Objects as a stream of YAML documents. */
export function formatYamlStream(objects: readonly object[]): string {
  return objects.map(formatYaml).join('---\n');
}

/** Draws objects and writes them down as a stream of YAML documents, in the order in which they were drawn. */
export function renderManifest(draw: (scope: Construct) => void): string {
  return formatYamlStream(renderObjects(draw));
}
