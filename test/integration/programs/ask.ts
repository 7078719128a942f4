import { once } from 'node:events';
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
  /** Fingerprint of the certificate; undefined over HTTP. */
  readonly certificate: string | undefined;
}

/** Asks this machine at a port, as somebody who looks for a host: `https://shop.example/cart`. */
export async function ask(port: number, url: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
  const { protocol, hostname, pathname, search } = new URL(url);
  const options = {
    ...{ host: '127.0.0.1', port, path: `${pathname}${search}`, timeout: 5000, agent: false },
    headers: { host: hostname, ...headers },
  };
  const call =
    protocol === 'https:'
      ? requestHttps({ ...options, servername: hostname, rejectUnauthorized: false })
      : requestHttp(options);
  call.on('timeout', () => call.destroy(new Error(`${url} does not answer`)));
  call.end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  const { socket } = response;
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().fingerprint256 : undefined;
  return {
    status: response.statusCode ?? 0,
    location: response.headers.location,
    body: await text(response),
    certificate,
  };
}
