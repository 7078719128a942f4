import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';

/** Request as an application has received it; its response. */
export interface ReceivedRequest {
  readonly application: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** Starts an application on a port of loopback that responds with each request. */
export async function startEchoApplication(application: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const received: ReceivedRequest = { application, url: request.url ?? '', headers: request.headers };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
