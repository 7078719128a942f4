import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';

/** Flow of Kratos: the fields of its form, and messages for the user. */
interface Flow {
  readonly ui: {
    readonly action: string;
    readonly method: string;
    readonly messages?: readonly { readonly text: string }[];
    readonly nodes: readonly { readonly attributes: NodeAttributes }[];
  };
}

interface NodeAttributes {
  readonly node_type: string;
  readonly name?: string;
  readonly type?: string;
  readonly value?: string;
}

const pages = ['login', 'registration', 'settings', 'recovery', 'verification', 'error'];

/**
 * Starts a stand-in for the official self-service pages: each page redirects to Kratos for a flow, and shows the form of the
 * flow that Kratos redirects back with.
 */
export async function startStandInPages(port: number, publicUrl: string, browserUrl: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.slice(1);
    const flow = searchParams.get('flow');
    if (!pages.includes(name)) response.writeHead(404).end();
    else if (name === 'error') sendPage(response, `error ${searchParams.get('id') ?? ''}`);
    else if (flow === null)
      response
        .writeHead(303, { location: `${browserUrl}/self-service/${name}/browser?${searchParams.toString()}` })
        .end();
    else
      fetch(`${publicUrl}/self-service/${name}/flows?id=${flow}`, { headers: { cookie: request.headers.cookie ?? '' } })
        .then(async (answer) => {
          sendPage(response, answer.ok ? renderFlow((await answer.json()) as Flow) : await answer.text());
        })
        .catch((error: unknown) => response.writeHead(502).end(String(error)));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function sendPage(response: ServerResponse, body: string): void {
  response.writeHead(200, { 'content-type': 'text/html' }).end(body);
}

function renderFlow({ ui: { action, method, messages = [], nodes } }: Flow): string {
  const inputs = nodes
    .filter(({ attributes }) => attributes.node_type === 'input')
    .map(
      ({ attributes: { name = '', type = '', value = '' } }) =>
        `<input name="${name}" type="${type}" value="${escape(value)}">`,
    );
  const texts = messages.map(({ text }) => `<p>${escape(text)}</p>`);
  return `${texts.join('')}<form action="${escape(action)}" method="${method}">${inputs.join('')}</form>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
