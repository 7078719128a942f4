import { Resolver } from 'node:dns/promises';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../tools/report';
import { tool } from '../../../tools/tool';
import type { ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { getConfigMapFile, type RenderedComponent } from './rendered-components';

const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'web', namespace: 'default' },
  spec: { clusterIP: '10.96.7.7', ports: [{ name: 'http', port: 80 }] },
};

const serviceName = 'web.default.svc.cluster.local';

/** Runs CoreDNS with the Corefile of each component for a control plane, and resolves a Service. */
export async function testCoreDns(
  report: Report,
  components: readonly RenderedComponent[],
  controlPlane: ControlPlane,
): Promise<void> {
  await controlPlane.api.apply(service, { manager: 'lab' });
  for (const component of components)
    await report.check(`${component.label}: CoreDNS resolves Services`, async () => {
      const corefile = join(controlPlane.folder, 'Corefile');
      // In a pod, CoreDNS finds the API server by environment variables; here it needs a kubeconfig.
      const kubeconfigLine = `kubeconfig ${controlPlane.kubeconfig}`;
      writeFileSync(
        corefile,
        getConfigMapFile(component, 'Corefile').replace('pods insecure', `${kubeconfigLine}\n$&`),
      );
      const daemon = new Daemon(
        'coredns',
        await tool('coredns'),
        ['-conf', corefile],
        join(controlPlane.folder, 'coredns.log'),
      );
      try {
        const resolver = new Resolver({ timeout: 2000, tries: 2 });
        resolver.setServers(['127.0.0.1']);
        await daemon.waitUntil(async () => (await resolver.resolve4(serviceName)).length > 0, 30);
        await assertCoreDnsAnswers(resolver);
      } finally {
        daemon.stop();
      }
    });
}

async function assertCoreDnsAnswers(resolver: Resolver): Promise<void> {
  const { clusterIP } = service.spec;
  const [addresses, names, [serviceRecord]] = await Promise.all([
    resolver.resolve4(serviceName),
    resolver.reverse(clusterIP),
    resolver.resolveSrv(`_http._tcp.${serviceName}`),
  ]);
  if (addresses.join() !== clusterIP) throw new Error(`web.default resolves to ${addresses.join(', ')}`);
  if (names.join() !== serviceName) throw new Error(`${clusterIP} resolves to ${names.join(', ')}`);
  if (serviceRecord?.port !== 80) throw new Error(`web.default has port ${serviceRecord?.port ?? 'none'}`);
  const unknownService = await resolver.resolve4('unknown.default.svc.cluster.local').catch((error: unknown) => error);
  if (!(unknownService instanceof Error && 'code' in unknownService && unknownService.code === 'ENOTFOUND'))
    throw new Error('CoreDNS resolves a Service that does not exist');
  if (!(await fetch('http://127.0.0.1:8181/ready')).ok) throw new Error('CoreDNS does not report that it is ready');
  const metrics = await (await fetch('http://127.0.0.1:9153/metrics')).text();
  if (!metrics.includes('coredns_dns_requests_total')) throw new Error('CoreDNS exposes no metrics of requests');
}
