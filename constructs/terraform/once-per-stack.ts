import { Construct } from 'constructs';

/**
 * Adds an element, such as a data source, to the stack of a scope, unless the stack has it already.
 * @param id of the element in the stack
 * @param add adds the element to the stack
 */
export function addOncePerStack(scope: Construct, id: string, add: (stack: Construct) => void): void {
  // Stacks are the children of the app.
  const [, stack = scope] = scope.node.scopes.filter((parent): parent is Construct => Construct.isConstruct(parent));
  if (!stack.node.tryFindChild(id)) add(stack);
}
