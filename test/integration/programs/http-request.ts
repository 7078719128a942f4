import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';

/** HTTP response. */
export interface HttpResponse {
  readonly status: number;
  /** Header `Location`. */
  readonly location: string | undefined;
  readonly body: string;
  /** SHA-256 fingerprint of the server's certificate; undefined over HTTP. */
  readonly certificateFingerprint: string | undefined;
}

/**
 * Sends a GET request to a port on loopback, with the Host header and the TLS server name of a URL. The certificate is
 * not verified. @throws after 5 seconds without a response
 */
export async function sendRequest(
  port: number,
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<HttpResponse> {
  const { protocol, hostname, pathname, search } = new URL(url);
  const options = {
    ...{ host: '127.0.0.1', port, path: `${pathname}${search}`, timeout: 5000, agent: false },
    headers: { host: hostname, ...headers },
  };
  const request =
    protocol === 'https:'
      ? requestHttps({ ...options, servername: hostname, rejectUnauthorized: false })
      : requestHttp(options);
  request.on('timeout', () => request.destroy(new Error(`${url} does not respond`)));
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const { socket } = response;
  const certificateFingerprint = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    body: await text(response),
    certificateFingerprint,
  };
}
