import { App, Chart } from 'cdk8s';

/** A Kubernetes object as plain data. */
export interface RenderedObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** Returns the objects that a function adds to an empty chart. */
export function synthesizeObjects(addObjects: (chart: Chart) => void): readonly RenderedObject[] {
  // Not of `Testing`, which creates a temporary folder and leaves it.
  const chart = new Chart(new App(), 'test');
  addObjects(chart);
  return chart.toJson() as readonly RenderedObject[];
}

/** Returns the only object of a kind or, with a name, of that kind and name. @throws Error unless there is exactly one */
export function getObject(objects: readonly RenderedObject[], kind: string, name?: string): RenderedObject {
  const matches = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  const [match] = matches;
  if (matches.length !== 1 || !match) throw new Error(`${matches.length} objects of kind ${kind} ${name ?? ''}`);
  return match;
}
