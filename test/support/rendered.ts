import { Testing } from 'cdk8s';
import type { Chart } from 'cdk8s';

/** An object as it is written out; tests look at the fields that decide. */
export interface Rendered {
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

/** The objects that constructs make in an empty chart. */
export function rendered(draw: (chart: Chart) => void): readonly Rendered[] {
  const chart = Testing.chart();
  draw(chart);
  return Testing.synth(chart) as readonly Rendered[];
}

/** The one object of a kind and name. */
export function only(objects: readonly Rendered[], kind: string, name?: string): Rendered {
  const found = objects.filter(
    (object) => object.kind === kind && (name === undefined || object.metadata.name === name),
  );
  const [first] = found;
  if (found.length !== 1 || !first) throw new Error(`${found.length} objects of kind ${kind} ${name ?? ''}`);
  return first;
}
