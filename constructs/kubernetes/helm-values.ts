import { isPlainObject } from '../../src/schema/plain-object';

type HelmValues = Readonly<Record<string, unknown>>;

/** Helm values with a person's own laid over ours: mappings are merged, all else is replaced, as Helm does it. */
export function mergeHelmValues(ours: HelmValues, theirs: HelmValues | undefined): HelmValues {
  const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs ?? {})])];
  return Object.fromEntries(
    keys.map((key) => {
      const [our, their] = [ours[key], theirs?.[key]];
      if (isPlainObject(our) && isPlainObject(their)) return [key, mergeHelmValues(our, their)];
      return [key, their === undefined ? our : their];
    }),
  );
}
