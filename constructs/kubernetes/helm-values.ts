import { isPlainObject } from '../../src/schema/plain-object';

type HelmValues = Readonly<Record<string, unknown>>;

/** Merges values over default values as Helm does: objects are merged by key, all else (lists too) is replaced. */
export function mergeHelmValues(defaults: HelmValues, overrides: HelmValues | undefined): HelmValues {
  const keys = [...new Set([...Object.keys(defaults), ...Object.keys(overrides ?? {})])];
  return Object.fromEntries(
    keys.map((key) => {
      const [value, override] = [defaults[key], overrides?.[key]];
      if (isPlainObject(value) && isPlainObject(override)) return [key, mergeHelmValues(value, override)];
      return [key, override === undefined ? value : override];
    }),
  );
}
