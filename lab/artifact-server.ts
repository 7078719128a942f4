import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, normalize } from 'node:path';

/**
 * Serves one folder by plain HTTP, for reading only: the lab's artifact server. Run by `up` inside the lab's network:
 * `tsx lab/artifact-server.ts FOLDER ADDRESS PORT`.
 */
const [folder = '.', address = '127.0.0.1', port = '8099'] = process.argv.slice(2);

createServer((request, response) => {
  // normalize of an absolute path cannot climb above its root.
  const file = join(folder, normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://lab').pathname)));
  const stats = statSync(file, { throwIfNoEntry: false });
  if (!stats?.isFile()) {
    response.writeHead(404).end('no such file\n');
    return;
  }
  response.writeHead(200, { 'content-length': stats.size });
  if (request.method === 'HEAD') response.end();
  else createReadStream(file).pipe(response);
}).listen(Number(port), address);
