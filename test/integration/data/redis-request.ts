import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** Server with the protocol of Redis. */
export interface RedisServer {
  /** URI with the log-in, `redis://…`, or `rediss://…` for TLS. */
  readonly uri: string;
  /** Certificate authority in PEM. @default those of Node.js */
  readonly authority?: string;
  /** Name that the certificate must have. @default the host of the URI */
  readonly serverName?: string;
}

/** Sends one command to a server, after the log-in. Returns the reply, also that of an error, as text. */
export async function requestRedis(server: RedisServer, ...command: readonly string[]): Promise<string> {
  const { username, password } = new URL(server.uri);
  const commands = [...(password === '' ? [] : [['AUTH', username, password]]), command];
  const socket = await openConnection(server);
  try {
    socket.setEncoding('utf8');
    let reply = '';
    for (const parts of commands) {
      socket.write(encode(parts));
      let text = '';
      while (!isComplete(text)) text += await readText(socket);
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

async function openConnection({ uri, authority, serverName }: RedisServer): Promise<Socket> {
  const { protocol, hostname, port } = new URL(uri);
  if (protocol !== 'rediss:') {
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return socket;
  }
  const trust = { ...(authority === undefined ? {} : { ca: authority }), servername: serverName ?? hostname };
  const socket = connectTls({ host: hostname, port: Number(port), ...trust });
  await once(socket, 'secureConnect');
  return socket;
}

/** Reads what a server sends next. A server that closes the connection is an error. */
async function readText(socket: Socket): Promise<string> {
  const closed = once(socket, 'close').then(() => [undefined]);
  const [text] = (await Promise.race([once(socket, 'data'), closed])) as [string | undefined];
  if (text === undefined) throw new Error('the server has closed the connection');
  return text;
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
