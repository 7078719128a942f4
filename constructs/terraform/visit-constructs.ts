import { Aspects } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';

/** Calls a function with each construct in a scope, those that are added later included, before the stack is written. */
export function visitConstructs(scope: Construct, visit: (construct: IConstruct) => void): void {
  Aspects.of(scope).add({ visit });
}
