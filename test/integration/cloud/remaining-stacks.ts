/** Order of the stacks of a platform, from dist/order.json. */
interface StackOrder {
  readonly apply: readonly string[];
  readonly destroy: readonly string[];
}

/** Lists the stacks that `plinth destroy` retains, in the order in which they can be destroyed. */
export function listRemainingStacks({ apply, destroy }: StackOrder): readonly string[] {
  return apply.filter((stack) => !destroy.includes(stack)).reverse();
}

interface Terraform {
  readonly resource?: Readonly<
    Record<string, Readonly<Record<string, { readonly lifecycle?: object; readonly force_destroy?: boolean }>>>
  >;
}

/**
 * Returns a stack whose resources Terraform may destroy, buckets with their objects. Keys and vaults are always protected: only a test, whose data are
 * of no value, removes the protection.
 * @param text content of cdk.tf.json
 */
export function removeDestroyProtection(text: string): string {
  const stack = JSON.parse(text) as Terraform;
  const resource = Object.fromEntries(
    Object.entries(stack.resource ?? {}).map(([type, instances]) => [
      type,
      Object.fromEntries(
        Object.entries(instances).map(([name, instance]) => [
          name,
          {
            ...instance,
            ...('lifecycle' in instance ? { lifecycle: { ...instance.lifecycle, prevent_destroy: false } } : {}),
            ...('force_destroy' in instance ? { force_destroy: true } : {}),
          },
        ]),
      ),
    ]),
  );
  return `${JSON.stringify({ ...stack, resource }, undefined, 2)}\n`;
}
