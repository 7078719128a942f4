type Values = Readonly<Record<string, unknown>>;

/** Helm values with a person's own laid over ours: mappings are merged, all else is replaced, as Helm does it. */
export function merged(ours: Values, theirs: Values | undefined): Values {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs ?? {})])];
  return Object.fromEntries(
    keys.map((key) => {
      const [our, their] = [ours[key], theirs?.[key]];
      if (isMapping(our) && isMapping(their)) return [key, merged(our, their)];
      return [key, their === undefined ? our : their];
    }),
  );
}

function isMapping(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
