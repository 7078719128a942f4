import { unreachableRanges } from '../../../../src/schema/reserved-ranges';
import { Application } from '../../../../constructs/applications';
import type { ApplicationInput } from '../../../../src/definition/application';
import type { ApplicationPlan } from '../../../../src/kinds/workload-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { planApplication } from '../../../../src/planning/workload';
import { getObject, synthesizeObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/web:2.0.0';

function synthesizeApplication(
  options: Partial<ApplicationInput> = {},
  cluster: Partial<ClusterInfo> = {},
  plan: Partial<ApplicationPlan> = {},
) {
  return synthesizeObjects((chart) => {
    new Application(chart, 'web', {
      plan: planApplication('shop', 'web', { image, ...options }, plan),
      cluster: clusterInfo(cluster),
    });
  });
}

interface PodTemplate {
  readonly template: { readonly spec: { readonly containers: readonly Readonly<Record<string, unknown>>[] } };
}

const podSpec = (objects: ReturnType<typeof synthesizeApplication>) =>
  (getObject(objects, 'Deployment').spec as unknown as PodTemplate).template.spec;

test('a pod runs not as root, unprivileged, and with a read-only root filesystem except /tmp', () => {
  const pod = podSpec(synthesizeApplication());
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    volumes: [{ name: 'tmp', emptyDir: {} }],
  });
  expect(pod.containers[0]).toMatchObject({
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  });
});

test('default resources are requests of 200m CPU and 256Mi, and limits of 512Mi memory and 1Gi disk, without a CPU limit', () => {
  expect(podSpec(synthesizeApplication()).containers[0]?.resources).toEqual({
    requests: { cpu: '200m', memory: '256Mi', 'ephemeral-storage': '100Mi' },
    limits: { memory: '512Mi', 'ephemeral-storage': '1Gi' },
  });
});

test('an application scales between 2 and 4 pods by default, and its Deployment sets no replicas', () => {
  const objects = synthesizeApplication();
  expect(getObject(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
  expect(getObject(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(getObject(objects, 'PodDisruptionBudget').spec).toMatchObject({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('an application can scale by another metric than its CPU usage', () => {
  const objects = synthesizeApplication({ replicas: { min: 1, max: 5, cpuPercent: 'none', memoryPercent: 70 } });
  const { metrics } = getObject(objects, 'HorizontalPodAutoscaler').spec as { readonly metrics: readonly unknown[] };
  expect(metrics).toEqual([
    expect.objectContaining({ resource: expect.objectContaining({ name: 'memory' }) as unknown }),
  ]);
});

test('an application with one replica has no autoscaler, and no disruption budget that would block a drain', () => {
  const objects = synthesizeApplication({ replicas: 1 });
  expect(getObject(objects, 'Deployment').spec).toMatchObject({ replicas: 1 });
  expect(objects.filter(({ kind }) => /Autoscaler|Budget/.test(kind))).toEqual([]);
});

test('a pod sleeps before it stops, so that Services stop sending requests to it first', () => {
  expect(podSpec(synthesizeApplication()).containers[0]?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
});

test('network policies allow egress to callees and the DNS, and ingress from callers only', () => {
  const api = {
    tenant: 'shop',
    application: 'api',
    namespace: 'shop',
    ports: [{ port: 9000, transport: 'TCP' as const }],
  };
  const portal = { tenant: 'bank', application: 'portal', namespace: 'bank-web' };
  const { spec } = getObject(
    synthesizeApplication({ port: 3000 }, {}, { calls: [api], calledBy: [portal] }),
    'NetworkPolicy',
  );
  expect(spec).toMatchObject({
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'bank-web' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'portal' } },
          },
        ],
        ports: [{ protocol: 'TCP', port: 3000 }],
      },
    ],
  });
  expect((spec?.egress as unknown[])[1]).toEqual({
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shop' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
      },
    ],
    ports: [{ protocol: 'TCP', port: 9000 }],
  });
});

test('an external range excludes the pods and Services of the cluster', () => {
  const { spec } = getObject(
    synthesizeApplication({}, {}, { egressTargets: [{ cidr: '10.0.0.0/8', ports: [5432] }] }),
    'NetworkPolicy',
  );
  expect((spec?.egress as unknown[])[1]).toEqual({
    to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.0.0/16', '10.96.0.0/16'] } }],
    ports: [{ protocol: 'TCP', port: 5432 }],
  });
});

test('an external range excludes the instance metadata service, unless it is that range', () => {
  const exceptedRanges = (cidr: string) => {
    const { spec } = getObject(
      synthesizeApplication({}, {}, { egressTargets: [{ cidr, ports: [80] }] }),
      'NetworkPolicy',
    );
    const [, rule] = spec?.egress as { to: { ipBlock: { except?: string[] } }[] }[];
    return rule?.to[0]?.ipBlock.except;
  };
  expect(exceptedRanges('0.0.0.0/0')).toEqual(['10.244.0.0/16', '10.96.0.0/16', ...unreachableRanges('0.0.0.0')]);
  expect(exceptedRanges('169.254.169.254/32')).toBeUndefined();
});

test('replacing the provider of ingress or metrics changes no byte of an application', () => {
  const options = { ingress: 'shop.acme.example', metrics: '/metrics' };
  const traefikAndPrometheus = synthesizeApplication(options, {
    capabilities: { ingress: { namespace: 'traefik' }, metrics: { namespace: 'monitoring' } },
  });
  const nginxAndInflux = synthesizeApplication(options, {
    capabilities: { ingress: { namespace: 'nginx' }, metrics: { namespace: 'influx' } },
  });
  expect(nginxAndInflux).toEqual(traefikAndPrometheus);
  expect(JSON.stringify(traefikAndPrometheus)).toContain('plinth.dev/provides-ingress');
});

test('an ingress controller of the infrastructure is allowed from its namespace', () => {
  const objects = synthesizeApplication(
    { ingress: 'shop.acme.example' },
    { capabilities: { ingress: { namespace: 'nginx' } }, infrastructureCapabilities: ['ingress'] },
  );
  expect(JSON.stringify(getObject(objects, 'NetworkPolicy').spec?.ingress)).toContain(
    '"kubernetes.io/metadata.name":"nginx"',
  );
});

test('an Ingress has the class default, and a certificate if the cluster issues certificates', () => {
  const httpIngress = getObject(
    synthesizeApplication({ ingress: 'shop.acme.example' }, { capabilities: { ingress: {} } }),
    'Ingress',
  );
  expect(httpIngress.spec).toMatchObject({ ingressClassName: 'default', rules: [{ host: 'shop.acme.example' }] });
  expect(httpIngress.spec).not.toHaveProperty('tls');
  const httpsIngress = getObject(
    synthesizeApplication({ ingress: 'shop.acme.example' }, { capabilities: { ingress: {}, certificates: {} } }),
    'Ingress',
  );
  expect(httpsIngress.metadata.annotations).toEqual({ 'cert-manager.io/cluster-issuer': 'default' });
  expect(httpsIngress.spec?.tls).toEqual([{ hosts: ['shop.acme.example'], secretName: 'shop.acme.example' }]);
});

test('applications that share a host share its certificate, and each other host has its own', () => {
  const capabilities = { ingress: {}, certificates: {} };
  const tls = (ingress: Exclude<ApplicationInput['ingress'], undefined>) =>
    getObject(synthesizeApplication({ ingress }, { capabilities }), 'Ingress').spec?.tls;
  const shared = { hosts: ['shop.acme.example'], secretName: 'shop.acme.example' };
  const other = { hosts: ['api.acme.example'], secretName: 'api.acme.example' };
  expect(tls([{ host: 'shop.acme.example', paths: ['/'] }])).toEqual([shared]);
  expect(tls([{ host: 'shop.acme.example', paths: ['/api'] }, 'api.acme.example'])).toEqual([shared, other]);
});

test('a PodMonitor exists if the application has metrics and the cluster scrapes metrics', () => {
  const capabilities = { metrics: {} };
  expect(synthesizeApplication({ metrics: '/metrics' }).filter(({ kind }) => kind === 'PodMonitor')).toEqual([]);
  expect(synthesizeApplication({}, { capabilities }).filter(({ kind }) => kind === 'PodMonitor')).toEqual([]);
  const monitor = getObject(
    synthesizeApplication({ metrics: { path: '/m', port: 9100 } }, { capabilities }),
    'PodMonitor',
  );
  expect(monitor.spec).toMatchObject({
    podMetricsEndpoints: [{ port: 'metrics', path: '/m', followRedirects: false }],
    sampleLimit: 50_000,
    bodySizeLimit: '50MB',
  });
});

test('an image comes from the image mirror of the cluster, or else from its own registry', () => {
  expect(podSpec(synthesizeApplication()).containers[0]?.image).toBe(image);
  expect(podSpec(synthesizeApplication({}, { registryMirror: 'mirror.acme.example/hub' })).containers[0]?.image).toBe(
    'mirror.acme.example/hub/shop/web:2.0.0',
  );
});

test('an environment variable from a Secret is a reference and contains no value', () => {
  const [container] = podSpec(
    synthesizeApplication({ env: { LOG: 'json', DB: { secret: 'web-db', key: 'password' } } }),
  ).containers;
  expect(container?.env).toEqual([
    { name: 'LOG', value: 'json' },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'web-db', key: 'password' } } },
  ]);
});

test('pods have a label with the log format, unless each line is an entry', () => {
  const labels = (logs?: ApplicationInput['logs']) =>
    (getObject(synthesizeApplication({ logs }), 'Deployment').spec as { template: { metadata: { labels: object } } })
      .template.metadata.labels;
  expect(labels('multi-line')).toMatchObject({ 'plinth.dev/logs': 'multi-line' });
  expect(labels()).not.toHaveProperty(['plinth.dev/logs']);
});
