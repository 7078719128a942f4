import { ApiError } from './api';

/** Expects that the API server refuses a request for lack of a permission, or by an admission policy. */
export async function expectForbidden(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return;
    throw error;
  }
  throw new Error('the API server accepts the request');
}
