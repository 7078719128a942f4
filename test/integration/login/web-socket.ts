import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Sends a request for a WebSocket and, where it is opened, a frame. Returns what arrives within ten seconds. */
export async function openWebSocket(
  request: ClientRequest,
): Promise<{ readonly status: number; readonly received: string }> {
  request.end();
  const [response, socket, head] = (await Promise.race([once(request, 'upgrade'), once(request, 'response')])) as [
    IncomingMessage,
    Socket | undefined,
    Buffer | undefined,
  ];
  let received = head?.toString() ?? '';
  if (!socket) return { status: response.statusCode ?? 0, received };
  socket.on('data', (data: Buffer) => (received += data.toString()));
  socket.write('some frame');
  for (let attempt = 0; attempt < 100 && !received.endsWith('some frame'); attempt++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  return { status: response.statusCode ?? 0, received };
}
