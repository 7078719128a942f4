import { Resolver } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { fileOf, type Made } from './releases';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { clusterIP: '10.96.7.7', ports: [{ name: 'http', port: 80 }] },
};

const name = 'web.default.svc.cluster.local';

/** Runs CoreDNS with each of our Corefiles on a real control plane, and asks it for names of Services. */
export async function testCoreDns(report: Report, made: readonly Made[], plane: ControlPlane): Promise<void> {
  await plane.api.apply(service, { manager: 'lab' });
  for (const one of made)
    await report.check(`${one.label}: CoreDNS serves the names of Services`, async () => {
      const corefile = join(plane.folder, 'Corefile');
      // In a pod it finds the API server by its environment.
      writeFileSync(corefile, fileOf(one, 'Corefile').replace('pods insecure', `kubeconfig ${plane.kubeconfig}\n$&`));
      const daemon = new Daemon(
        'coredns',
        await tool('coredns'),
        ['-conf', corefile],
        join(plane.folder, 'coredns.log'),
      );
      try {
        const resolver = new Resolver({ timeout: 2000, tries: 2 });
        resolver.setServers(['127.0.0.1']);
        await daemon.waitUntil(async () => (await resolver.resolve4(name)).length > 0, 30);
        await assertAnswers(resolver);
      } finally {
        daemon.stop();
      }
    });
}

async function assertAnswers(resolver: Resolver): Promise<void> {
  const { clusterIP } = service.spec;
  const [addresses, names, [port]] = await Promise.all([
    resolver.resolve4(name),
    resolver.reverse(clusterIP),
    resolver.resolveSrv(`_http._tcp.${name}`),
  ]);
  if (addresses.join() !== clusterIP) throw new Error(`web.default has the address ${addresses.join(', ')}`);
  if (names.join() !== name) throw new Error(`${clusterIP} is called ${names.join(', ')}`);
  if (port?.port !== 80) throw new Error(`web.default has the port ${port?.port ?? 'none'}`);
  const unknown = await resolver.resolve4('nobody.default.svc.cluster.local').catch((error: unknown) => error);
  if (!(unknown instanceof Error && 'code' in unknown && unknown.code === 'ENOTFOUND'))
    throw new Error('it knows a Service that is not there');
  if (!(await fetch('http://127.0.0.1:8181/ready')).ok) throw new Error('it does not say that it is ready');
  const metrics = await (await fetch('http://127.0.0.1:9153/metrics')).text();
  if (!metrics.includes('coredns_dns_requests_total')) throw new Error('it has no metrics of requests');
}
