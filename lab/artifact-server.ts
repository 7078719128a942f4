import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';

/** Creates a read-only HTTP server for the files of a folder. */
export function createArtifactServer(folder: string): Server {
  return createServer((request, response) => {
    // A normalized absolute path cannot leave its root. URL decoding is not needed: no artifact name has escaped characters.
    const file = join(folder, normalize(`/${request.url ?? ''}`));
    const stats = statSync(file, { throwIfNoEntry: false });
    if (!stats?.isFile()) {
      response.writeHead(404).end('no such file\n');
      return;
    }
    response.writeHead(200, { 'content-length': stats.size });
    if (request.method === 'HEAD') response.end();
    else createReadStream(file).pipe(response);
  });
}

// `up` runs this file in the lab's network namespace: tsx artifact-server.ts FOLDER ADDRESS PORT.
if (require.main === module) {
  const [folder = '.', address = '127.0.0.1', port = '8099'] = process.argv.slice(2);
  createArtifactServer(folder).listen(Number(port), address);
}
