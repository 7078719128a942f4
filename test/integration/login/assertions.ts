import type { Page } from './browser';
import type { ReceivedRequest } from './echo-application';
import type { LoginStack } from './login-stack';
import { hosts, type ApplicationName } from './platform';

/** Returns the URL of a path of an application. */
export function urlOf(application: ApplicationName, path = '/'): string {
  return `https://${hosts[application]}${path}`;
}

/** Returns the request that an application has received. @throws Error where the response is not that of the application */
export function getReceivedRequest(page: Page, application: ApplicationName): ReceivedRequest {
  if (page.status !== 200) throw new Error(`${page.url}: the status is ${page.status}, not 200: ${page.body}`);
  const received = JSON.parse(page.body) as ReceivedRequest;
  if (received.application !== application) throw new Error(`${page.url} is routed to ${received.application}`);
  return received;
}

/** @throws Error where a response has another status */
export function assertStatus({ url, status, headers }: Page, expected: number): void {
  if (status !== expected)
    throw new Error(`${url}: the status is ${status} ${headers.location ?? ''}, not ${expected}`);
}

/** @throws Error where a response does not send the browser to the issuer */
export function assertLoginRedirect({ url, status, headers }: Page, { issuer }: LoginStack): void {
  const { location = '' } = headers;
  if (status !== 302 || !issuer.isAuthorizationUrl(location))
    throw new Error(`${url}: the response is ${status} ${location}, and no redirect to the issuer`);
}
