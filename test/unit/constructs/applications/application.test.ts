import { Application } from '../../../../constructs/applications';
import type { ApplicationInput } from '../../../../src/definition/application';
import type { ApplicationPlan } from '../../../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { planApplication } from '../../../../src/planning/workload';
import { getObject, synthObjects } from '../../../support/rendered';

const image = 'registry.acme.example/shop/web:2.0.0';

function made(
  options: Partial<ApplicationInput> = {},
  cluster: Partial<ClusterInfo> = {},
  peers: Partial<ApplicationPlan> = {},
) {
  return synthObjects((chart) => {
    new Application(chart, 'web', {
      plan: planApplication('shop', 'web', { image, ...options }, peers),
      cluster: clusterInfo(cluster),
    });
  });
}

interface PodTemplate {
  readonly template: { readonly spec: { readonly containers: readonly Readonly<Record<string, unknown>>[] } };
}

const podOf = (objects: ReturnType<typeof made>) =>
  (getObject(objects, 'Deployment').spec as unknown as PodTemplate).template.spec;

test('a pod runs without root, without privileges and on a read-only file system with /tmp', () => {
  const pod = podOf(made());
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

test('an application that says nothing asks for 200m and 256Mi, may use 512Mi and 1Gi of disk, and has no CPU limit', () => {
  expect(podOf(made()).containers[0]?.resources).toEqual({
    requests: { cpu: '200m', memory: '256Mi', 'ephemeral-storage': '100Mi' },
    limits: { memory: '512Mi', 'ephemeral-storage': '1Gi' },
  });
});

test('it scales between 2 and 4, and the Deployment leaves the number to the autoscaler', () => {
  const objects = made();
  expect(getObject(objects, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 2, maxReplicas: 4 });
  expect(getObject(objects, 'Deployment').spec).not.toHaveProperty('replicas');
  expect(getObject(objects, 'PodDisruptionBudget').spec).toMatchObject({
    maxUnavailable: 1,
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
  });
});

test('a single pod has neither autoscaler nor a budget that would hold its host up', () => {
  const objects = made({ replicas: 1 });
  expect(getObject(objects, 'Deployment').spec).toMatchObject({ replicas: 1 });
  expect(objects.filter(({ kind }) => /Autoscaler|Budget/.test(kind))).toEqual([]);
});

test('it stops only after the Services have stopped sending to it, whatever shell its image lacks', () => {
  expect(podOf(made()).containers[0]?.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
});

test('it may call its peers and the DNS, and only its callers may come in', () => {
  const api = { tenant: 'shop', application: 'api', namespace: 'shop', port: 9000, transport: 'TCP' as const };
  const portal = { tenant: 'bank', application: 'portal', namespace: 'bank-web' };
  const { spec } = getObject(made({ port: 3000 }, {}, { calls: [api], calledBy: [portal] }), 'NetworkPolicy');
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

test('a range outside never means the pods and services of the cluster itself', () => {
  const { spec } = getObject(made({}, {}, { egressTargets: [{ cidr: '10.0.0.0/8', ports: [5432] }] }), 'NetworkPolicy');
  expect((spec?.egress as unknown[])[1]).toEqual({
    to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.244.0.0/16', '10.96.0.0/16'] } }],
    ports: [{ protocol: 'TCP', port: 5432 }],
  });
});

test('a range outside means the credentials of machines only where it names nothing else', () => {
  const excepted = (cidr: string) => {
    const { spec } = getObject(made({}, {}, { egressTargets: [{ cidr, ports: [80] }] }), 'NetworkPolicy');
    const [, rule] = spec?.egress as { to: { ipBlock: { except?: string[] } }[] }[];
    return rule?.to[0]?.ipBlock.except;
  };
  expect(excepted('0.0.0.0/0')).toEqual(['10.244.0.0/16', '10.96.0.0/16', '169.254.0.0/16']);
  expect(excepted('169.254.169.254/32')).toBeUndefined();
});

test('replacing the ingress controller or the metrics changes no byte of it', () => {
  const options = { ingress: 'shop.acme.example', metrics: '/metrics' };
  const first = made(options, {
    capabilities: { ingress: { namespace: 'traefik' }, metrics: { namespace: 'monitoring' } },
  });
  const second = made(options, { capabilities: { ingress: { namespace: 'nginx' }, metrics: { namespace: 'influx' } } });
  expect(second).toEqual(first);
  expect(JSON.stringify(first)).toContain('plinth.dev/provides-ingress');
});

test('an ingress that the infrastructure brings is let in from the namespace that it names', () => {
  const objects = made(
    { ingress: 'shop.acme.example' },
    { capabilities: { ingress: { namespace: 'nginx' } }, infrastructureCapabilities: ['ingress'] },
  );
  expect(JSON.stringify(getObject(objects, 'NetworkPolicy').spec?.ingress)).toContain(
    '"kubernetes.io/metadata.name":"nginx"',
  );
});

test('hosts are served by class default, with a certificate where the cluster issues some', () => {
  const plain = getObject(made({ ingress: 'shop.acme.example' }, { capabilities: { ingress: {} } }), 'Ingress');
  expect(plain.spec).toMatchObject({ ingressClassName: 'default', rules: [{ host: 'shop.acme.example' }] });
  expect(plain.spec).not.toHaveProperty('tls');
  const secured = getObject(
    made({ ingress: 'shop.acme.example' }, { capabilities: { ingress: {}, certificates: {} } }),
    'Ingress',
  );
  expect(secured.metadata.annotations).toEqual({ 'cert-manager.io/cluster-issuer': 'default' });
  expect(secured.spec?.tls).toEqual([{ hosts: ['shop.acme.example'], secretName: 'web-tls' }]);
});

test('metrics are read where they are asked for and the cluster reads some', () => {
  const capabilities = { metrics: {} };
  expect(made({ metrics: '/metrics' }).filter(({ kind }) => kind === 'PodMonitor')).toEqual([]);
  expect(made({}, { capabilities }).filter(({ kind }) => kind === 'PodMonitor')).toEqual([]);
  const monitor = getObject(made({ metrics: { path: '/m', port: 9100 } }, { capabilities }), 'PodMonitor');
  expect(monitor.spec?.podMetricsEndpoints).toEqual([{ port: 'metrics', path: '/m' }]);
});

test('its image comes from the mirror where the cluster has one, and as written otherwise', () => {
  expect(podOf(made()).containers[0]?.image).toBe(image);
  expect(podOf(made({}, { registryMirror: 'mirror.acme.example/hub' })).containers[0]?.image).toBe(
    'mirror.acme.example/hub/shop/web:2.0.0',
  );
});

test('a value of the environment that is a secret is a reference, never the value', () => {
  const [container] = podOf(made({ env: { LOG: 'json', DB: { secret: 'web-db', key: 'password' } } })).containers;
  expect(container?.env).toEqual([
    { name: 'LOG', value: 'json' },
    { name: 'DB', valueFrom: { secretKeyRef: { name: 'web-db', key: 'password' } } },
  ]);
});

describe('a host that leads to another', () => {
  const redirects = [{ from: 'old.acme.example', to: 'shop.acme.example' }];
  const led = (api: string) => made({ redirects }, { capabilities: { ingress: { api }, certificates: {} } });

  test('is led there by a Middleware of Traefik, with the path that was asked for', () => {
    const objects = led('traefik');
    const { regex, replacement } = getObject(objects, 'Middleware').spec?.redirectRegex as Record<string, string>;
    const asked = 'http://old.acme.example/basket?id=7';
    // Traefik writes groups as ${1} where JavaScript writes $1.
    expect(asked.replace(new RegExp(regex ?? ''), (replacement ?? '').replace(/\$\{(\d)\}/g, '$$$1'))).toBe(
      'http://shop.acme.example/basket?id=7',
    );
    const ingress = getObject(objects, 'Ingress');
    expect(ingress.metadata.annotations).toMatchObject({
      'traefik.ingress.kubernetes.io/router.middlewares': 'shop-web-from-old-acme-example@kubernetescrd',
      'cert-manager.io/cluster-issuer': 'default',
    });
    expect(ingress.spec).toMatchObject({
      rules: [{ host: 'old.acme.example' }],
      tls: [{ hosts: ['old.acme.example'] }],
    });
  });

  test('is led there by a VirtualServer of NGINX, with a certificate of its own', () => {
    const objects = led('nginx');
    expect(getObject(objects, 'VirtualServer').spec).toMatchObject({
      host: 'old.acme.example',
      routes: [{ action: { redirect: { url: '${scheme}://shop.acme.example${request_uri}', code: 301 } } }],
    });
    expect(getObject(objects, 'Certificate').spec).toMatchObject({ dnsNames: ['old.acme.example'] });
    expect(objects.filter(({ kind }) => kind === 'Ingress')).toEqual([]);
  });
});

test('its pods say how their lines are read, unless each is an entry', () => {
  const labels = (logs?: ApplicationInput['logs']) =>
    (getObject(made({ logs }), 'Deployment').spec as { template: { metadata: { labels: object } } }).template.metadata
      .labels;
  expect(labels('multi-line')).toMatchObject({ 'plinth.dev/logs': 'multi-line' });
  expect(labels()).not.toHaveProperty(['plinth.dev/logs']);
});
