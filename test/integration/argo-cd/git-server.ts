import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { run } from '../../../tools/command';

const identity = { GIT_AUTHOR_NAME: 'test', GIT_AUTHOR_EMAIL: 'test@test.example' };
const gitEnvironment = {
  ...identity,
  GIT_COMMITTER_NAME: identity.GIT_AUTHOR_NAME,
  GIT_COMMITTER_EMAIL: identity.GIT_AUTHOR_EMAIL,
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** Git server on loopback: `git http-backend` behind an HTTP server. */
export class GitServer {
  private readonly server: Server;

  /** @param folder folder of the repositories */
  constructor(private readonly folder: string) {
    this.server = createServer((request, response) => {
      this.answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
    });
  }

  /** Listens on a port of loopback. */
  async start(port: number): Promise<void> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  /** Closes all connections. */
  stop(): void {
    this.server.close().closeAllConnections();
  }

  /**
   * Commits a folder as the whole content of a repository's branch `main`; creates the repository unless it exists.
   * @param repository path in the URL: `platform.git`
   * @returns the hash of the commit
   */
  async commit(repository: string, folder: string): Promise<string> {
    const gitFolder = join(this.folder, repository);
    await run('git', ['init', '--quiet', '--bare', '--initial-branch=main', gitFolder], { env: gitEnvironment });
    const git = async (...args: readonly string[]) => {
      const options = ['-c', 'core.bare=false', `--git-dir=${gitFolder}`, `--work-tree=${folder}`];
      return (await run('git', [...options, ...args], { env: gitEnvironment })).stdout.trim();
    };
    await git('add', '--all', '--force');
    await git('commit', '--quiet', '--allow-empty', '--message=change');
    return git('rev-parse', 'HEAD');
  }

  /** Answers a request as a web server with CGI would. @see https://git-scm.com/docs/git-http-backend */
  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, search } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const { headers } = request;
    const body = await buffer(request);
    const backend = spawn('git', ['http-backend'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ...gitEnvironment,
        GIT_PROJECT_ROOT: this.folder,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: headers['content-type'] ?? '',
        CONTENT_LENGTH: String(body.length),
        HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      },
    });
    // The answer to a GET request may come before its empty body is read.
    backend.stdin.on('error', () => undefined);
    backend.stdin.end(body);
    const output = await buffer(backend.stdout);
    const headerEnd = output.indexOf('\r\n\r\n');
    for (const line of output.subarray(0, headerEnd).toString().split('\r\n')) {
      const [name = '', value = ''] = line.split(': ');
      if (name === 'Status') response.statusCode = parseInt(value, 10);
      else response.setHeader(name, value);
    }
    response.end(output.subarray(headerEnd + 4));
  }
}
