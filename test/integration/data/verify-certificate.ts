import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';

/**
 * Connects to a server with a certificate, as a client that trusts an authority only and verifies a host name.
 * @param certificate certificate and key of the server, in one PEM file
 */
export async function verifyCertificate(certificate: string, authority: string, serverName: string): Promise<void> {
  const server = createServer({ cert: certificate, key: certificate });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ host: '127.0.0.1', port, ca: authority, servername: serverName });
  try {
    await once(socket, 'secureConnect');
  } finally {
    socket.destroy();
    server.close();
  }
}
