/** Labels of an object, by key. */
export type Labels = Readonly<Record<string, string>>;

/** A label selector. */
export interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * Returns whether a selector matches labels; an empty selector matches all.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels = {}): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      const isIncluded = value !== undefined && values.includes(value);
      if (operator === 'In') return isIncluded;
      if (operator === 'NotIn') return !isIncluded;
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      throw new Error(`operator ${operator} is not supported`);
    })
  );
}
