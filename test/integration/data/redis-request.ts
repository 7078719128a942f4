import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * Sends one command to a server with the protocol of Redis, after the log-in that a URI contains. Returns the reply, also that of an
 * error, as text.
 */
export async function requestRedis(uri: string, ...command: readonly string[]): Promise<string> {
  const { hostname, port, username, password } = new URL(uri);
  const commands = [...(password === '' ? [] : [['AUTH', username, password]]), command];
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    socket.setEncoding('utf8');
    let reply = '';
    for (const parts of commands) {
      socket.write(encode(parts));
      let text = '';
      while (!isComplete(text)) text += ((await once(socket, 'data')) as [string])[0];
      reply = text;
      if (reply.startsWith('-')) break;
    }
    return reply
      .replace(/^\$\d+\r\n/, '')
      .replace(/^[+:-]/, '')
      .trimEnd();
  } finally {
    socket.destroy();
  }
}

function encode(parts: readonly string[]): string {
  return `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;
}

/** Returns whether a text is a whole reply: a line, or a string with its length before it. */
function isComplete(text: string): boolean {
  const length = /^\$(\d+)\r\n/.exec(text);
  if (!length) return text.endsWith('\r\n');
  return Buffer.byteLength(text) >= length[0].length + Number(length[1]) + 2;
}
