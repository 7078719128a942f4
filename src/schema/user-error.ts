/** A failure that its message tells in full: it is printed without a stack, and the exit code is 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/**
 * What a person is told of something thrown. Failures, and what the system refuses (no room, no permission), say it
 * themselves; all else is a defect of Plinth's, told with its stack.
 */
export function formatError(thrown: unknown): string {
  if (thrown instanceof UserError || (thrown instanceof Error && 'syscall' in thrown)) return thrown.message;
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
