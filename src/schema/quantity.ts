const unitFactors: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/**
 * Parses a Kubernetes quantity: `250m` is 0.25 (cores), `1Ki` is 1024 (bytes).
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(quantity: string): number {
  const [, digits = '', unit = ''] = /^([0-9.]+)([a-zA-Z]{1,2})$/.exec(quantity) ?? [];
  return unit in unitFactors ? Number(digits) * (unitFactors[unit] ?? 1) : Number(quantity);
}
