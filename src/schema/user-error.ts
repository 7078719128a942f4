/** Error that users can correct. The CLI prints its message without a stack trace and exits with code 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/**
 * Formats a caught value for users. The messages of {@link UserError} and of system errors (disk full, permission denied)
 * are complete; any other error is a defect of Plinth and is shown with its stack trace.
 */
export function formatError(error: unknown): string {
  if (error instanceof UserError || (error instanceof Error && 'syscall' in error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
