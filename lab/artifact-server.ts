import { createReadStream, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join, normalize } from 'node:path';

/** A server that shows the files of one folder by plain HTTP, for reading only. */
export function artifactServer(folder: string): Server {
  return createServer((request, response) => {
    // An absolute path cannot climb above its root when it is normalized. No artifact has a name that needs %-signs.
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

// `up` runs this file inside the lab's network: tsx artifact-server.ts FOLDER ADDRESS PORT.
if (require.main === module) {
  const [folder = '.', address = '127.0.0.1', port = '8099'] = process.argv.slice(2);
  artifactServer(folder).listen(Number(port), address);
}
