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
    // A response before the end of the body would reset the connection of a proxy.
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(received));
    });
  });
  // A stand-in for a WebSocket: after the handshake, it returns what it receives, behind the request as a line.
  server.on('upgrade', ({ url = '', headers }, socket, head) => {
    if (url.startsWith('/closed')) {
      socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    const received: ReceivedRequest = { application, url, headers };
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    socket.write(`${JSON.stringify(received)}\n`);
    socket.write(head);
    socket.pipe(socket);
    socket.on('error', () => socket.destroy());
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
