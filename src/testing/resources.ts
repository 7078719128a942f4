import { suggest } from '../schema/suggestions';
import { formatMismatch, listMismatches, type ExpectedProperties } from './match';

/** Resource of an output. */
export interface Resource {
  /** Kind of a Kubernetes object, or type of a Terraform resource. */
  readonly kind: string;
  /** Namespace and name of an object, or address of a Terraform resource, with the place in the output. */
  readonly label: string;
  /** The object as written in a manifest, or the arguments of the Terraform resource. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Resources of one cluster or of one stack, with assertions that throw errors. */
export class Resources {
  constructor(
    /** What has the resources, for messages: `cluster 'prod'`. */
    private readonly owner: string,
    private readonly all: readonly Resource[],
  ) {}

  /** Returns the resources of a kind that have the properties. */
  find(kind: string, properties: ExpectedProperties = {}): readonly Readonly<Record<string, unknown>>[] {
    return this.listMatches(kind, properties).map(({ content }) => content);
  }

  /**
   * Checks that a resource has the properties.
   * @throws Error that lists how the most similar resource differs
   */
  hasResource(kind: string, properties: ExpectedProperties = {}): void {
    if (this.listMatches(kind, properties).length > 0) return;
    const candidates = this.all.filter((resource) => resource.kind === kind);
    if (candidates.length === 0) throw new Error(`${this.owner} has no ${kind}: ${this.suggestKinds(kind)}`);
    const [nearest] = candidates
      .map(({ label, content }) => ({ label, mismatches: listMismatches(content, properties) }))
      .sort((a, b) => a.mismatches.length - b.mismatches.length);
    const lines = (nearest?.mismatches ?? []).map((mismatch) => `  ${formatMismatch(mismatch)}`);
    throw new Error(
      `${this.owner} has no ${kind} with these properties; of ${candidates.length}, the most similar is ${nearest?.label ?? ''}, where\n${lines.join('\n')}`,
    );
  }

  /**
   * Checks that no resource has the properties.
   * @throws Error that lists the resources that do
   */
  hasNoResource(kind: string, properties: ExpectedProperties = {}): void {
    const matches = this.listMatches(kind, properties);
    if (matches.length > 0)
      throw new Error(`${this.owner} has ${kind} with these properties: ${formatLabels(matches)}`);
  }

  /**
   * Checks how many resources have the properties.
   * @throws Error that lists the resources that do
   */
  resourceCount(kind: string, count: number, properties: ExpectedProperties = {}): void {
    const matches = this.listMatches(kind, properties);
    if (matches.length !== count)
      throw new Error(`${this.owner} has ${matches.length} ${kind}, expected ${count}: ${formatLabels(matches)}`);
  }

  private listMatches(kind: string, properties: ExpectedProperties): readonly Resource[] {
    return this.all.filter(
      (resource) => resource.kind === kind && listMismatches(resource.content, properties).length === 0,
    );
  }

  private suggestKinds(kind: string): string {
    const kinds = [...new Set(this.all.map((resource) => resource.kind))].sort();
    return kinds.length === 0 ? 'it has no resources' : suggest(kind, kinds);
  }
}

function formatLabels(resources: readonly Resource[]): string {
  return resources.length === 0 ? 'none' : resources.map(({ label }) => label).join(', ');
}
