import { listProviderRequestAttempts } from './provider-attempts';

/** One request of a user of a tenant, and what must become of it. */
export interface Attempt {
  /** A sentence, such as "an Ingress of another tenant's host". */
  readonly name: string;
  readonly object: AttemptedObject;
  readonly expected: 'accepted' | 'refused';
  /**
   * Who makes the request: Argo CD delivers what the tenant has in its Git repositories, a controller of Kubernetes creates
   * what is in its templates, and an operator of the platform what is in its custom resources.
   * @default a user of the tenant
   */
  readonly by?: 'argo-cd' | 'controller' | 'operator' | 'database-operator';
}

/** An object without a namespace: all attempts are made in the namespace of the attacker. */
export interface AttemptedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
    readonly finalizers?: readonly string[];
  };
  readonly [field: string]: unknown;
}

const metadata = { name: 'attack' };

type Fields = Readonly<Record<string, unknown>>;

/** A request other than the creation of an object. */
export interface RequestAttempt {
  readonly name: string;
  /** POST is for subresources of a pod. */
  readonly method: 'PATCH' | 'DELETE' | 'POST';
  readonly path: string;
  readonly body?: object;
  /** @default refused */
  readonly expected?: Attempt['expected'];
  readonly by?: Attempt['by'];
}

/** Changes and deletions of objects that exist in the namespace of tenant `shop`. */
export function listRequestAttempts(): readonly RequestAttempt[] {
  const networking = '/apis/networking.k8s.io/v1/namespaces/shop';
  const restriction = (name: string, value: string) => ({
    metadata: { annotations: { [`tenants.plinth.dev/${name}`]: value } },
  });
  const patch = (name: string, path: string, body: object): RequestAttempt => ({ name, method: 'PATCH', path, body });
  const remove = (name: string, path: string): RequestAttempt => ({ name, method: 'DELETE', path });
  return [
    ...['hosts', 'registries', 'kinds', 'storage-classes', 'secret-store', 'suspended-groups'].map((name) =>
      patch(`changes its restriction ${name}`, '/api/v1/namespaces/shop', restriction(name, '*')),
    ),
    patch('removes the label of its Namespace', '/api/v1/namespaces/shop', {
      metadata: { labels: { 'plinth.dev/tenant': null } },
    }),
    patch('weakens the Pod Security of its Namespace', '/api/v1/namespaces/shop', {
      metadata: { labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    }),
    patch('weakens its Pod Security by the status of its Namespace', '/api/v1/namespaces/shop/status', {
      metadata: { labels: { 'plinth.dev/tenant': null, 'pod-security.kubernetes.io/enforce': 'privileged' } },
    }),
    ...['hosts', 'registries', 'kinds'].map((name) =>
      patch(
        `changes its restriction ${name} by the status of its Namespace`,
        '/api/v1/namespaces/shop/status',
        restriction(name, '*'),
      ),
    ),
    patch('binds the volume of another tenant', '/api/v1/namespaces/shop/persistentvolumeclaims/data', {
      spec: { volumeName: 'bank-backups' },
    }),
    remove('deletes its Namespace', '/api/v1/namespaces/shop'),
    remove('deletes its default deny', `${networking}/networkpolicies/default-deny`),
    remove('deletes all its NetworkPolicies', `${networking}/networkpolicies`),
    patch('opens its default deny', `${networking}/networkpolicies/default-deny`, { spec: { ingress: [{}] } }),
    remove('deletes its LimitRange', '/api/v1/namespaces/shop/limitranges/defaults'),
    remove('deletes its RoleBindings', '/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings'),
    patch('moves its Ingress to a host of another tenant', `${networking}/ingresses/web`, {
      spec: { rules: [{ host: 'bank.acme.example' }] },
    }),
    patch('writes the status of its Ingress', `${networking}/ingresses/web/status`, {
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
    }),
    patch('turns its Service into a NodePort', '/api/v1/namespaces/shop/services/web', { spec: { type: 'NodePort' } }),
    patch('gives its ServiceAccount a role of a cloud', '/api/v1/namespaces/shop/serviceaccounts/web', {
      metadata: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/bank' } },
    }),
    patch('adds a finalizer to its Service', '/api/v1/namespaces/shop/services/web', {
      metadata: { finalizers: ['acme.example/wait'] },
    }),
    patch('lets Argo CD take its Service for one of another Application', '/api/v1/namespaces/shop/services/web', {
      metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'bank:/Service:shop/web' } },
    }),
    patch('writes the status of its Service', '/api/v1/namespaces/shop/services/web/status', {
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } },
    }),
    patch('lets its PodMonitor follow redirects', '/apis/monitoring.coreos.com/v1/namespaces/shop/podmonitors/web', {
      spec: { podMetricsEndpoints: [{ port: 'http', followRedirects: true }] },
    }),
    ...deletionAttempts(),
    ...listProviderRequestAttempts(),
  ];
}

/** Deletions by which a pod would keep its node from being drained for a year. */
function deletionAttempts(): readonly RequestAttempt[] {
  const path = '/api/v1/namespaces/shop/pods/postgresql-1';
  const deletion = (gracePeriodSeconds: number) => ({
    ...{ apiVersion: 'v1', kind: 'DeleteOptions', dryRun: ['All'], gracePeriodSeconds },
  });
  const eviction = (gracePeriodSeconds: number) => ({
    ...{ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'postgresql-1', namespace: 'shop' } },
    deleteOptions: deletion(gracePeriodSeconds),
  });
  return [
    { name: 'deletes a pod in a year', method: 'DELETE', path, body: deletion(31_536_000) },
    {
      name: 'deletes all pods in a year',
      method: 'DELETE',
      path: '/api/v1/namespaces/shop/pods',
      body: deletion(31_536_000),
    },
    { name: 'evicts a pod in a year', method: 'POST', path: `${path}/eviction`, body: eviction(31_536_000) },
    { name: 'deletes a pod in an hour', method: 'DELETE', path, body: deletion(3600), expected: 'accepted' },
    {
      name: 'evicts a pod in an hour',
      method: 'POST',
      path: `${path}/eviction`,
      body: eviction(3600),
      expected: 'accepted',
    },
  ];
}

/** Everything that a user of tenant `shop` tries to create. */
export function listAttempts(): readonly Attempt[] {
  return [
    ...ingressAttempts(),
    ...serviceAttempts(),
    ...podAttempts(),
    ...podMetadataAttempts(),
    ...providerLabelAttempts(),
    ...disruptionBudgetAttempts(),
    ...dataSizeAttempts(),
    ...volumeAttempts(),
    ...autoscalerAttempts(),
    ...tlsSecretAttempts(),
    ...certificateAttempts(),
    ...externalSecretAttempts(),
    ...podMonitorAttempts(),
    ...ruleAttempts(),
    ...kindAttempts(),
    ...serviceAccountAttempts(),
    ...metadataAttempts(),
    ...templateFinalizerAttempts(),
    ...operatorAttempts(),
  ];
}

function refused(name: string, object: AttemptedObject): Attempt {
  return { name, object, expected: 'refused' };
}

function accepted(name: string, object: AttemptedObject): Attempt {
  return { name, object, expected: 'accepted' };
}

function ingress(spec: Fields, annotations: Readonly<Record<string, string>> = {}): AttemptedObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata, annotations },
    spec: { ingressClassName: 'default', rules: [rule('shop.acme.example')], ...spec },
  };
}

function rule(host: string | undefined, path = '/'): Fields {
  const backend = { service: { name: 'web', port: { number: 80 } } };
  return { ...(host === undefined ? {} : { host }), http: { paths: [{ path, pathType: 'Prefix', backend }] } };
}

function ingressAttempts(): readonly Attempt[] {
  const hosts = ['bank.acme.example', '*.acme.example', '*.shop.acme.example', 'SHOP.acme.example.', undefined];
  const annotations: Readonly<Record<string, string>> = {
    'cert-manager.io/alt-names': 'bank.acme.example',
    'cert-manager.io/common-name': 'bank.acme.example',
    'cert-manager.io/cluster-issuer': 'other',
    'cert-manager.io/issuer': 'own',
    'cert-manager.io/issuer-kind': 'Issuer',
    'cert-manager.io/issuer-group': 'acme.example',
    'cert-manager.io/ip-sans': '10.0.0.1',
    'cert-manager.io/uri-sans': 'spiffe://bank',
    'cert-manager.io/email-sans': 'root@bank.example',
    'cert-manager.io/subject-organizations': 'bank',
    'cert-manager.io/usages': 'cert sign',
    'cert-manager.io/secret-template': '{}',
    'cert-manager.io/private-key-secret': 'other',
    'acme.cert-manager.io/http01-edit-in-place': 'true',
    'acme.cert-manager.io/http01-ingress-class': 'other',
    'external-dns.alpha.kubernetes.io/hostname': 'bank.acme.example',
    'external-dns.alpha.kubernetes.io/target': '192.0.2.1',
    'kubernetes.io/ingress.class': 'other',
    'kubernetes.io/tls-acme': 'true',
    'nginx.ingress.kubernetes.io/auth-url': 'http://169.254.169.254/',
    'nginx.ingress.kubernetes.io/configuration-snippet': 'return 200;',
    'nginx.ingress.kubernetes.io/server-snippet': 'return 200;',
    'nginx.ingress.kubernetes.io/server-alias': 'bank.acme.example',
    'nginx.ingress.kubernetes.io/auth-tls-secret': 'bank/tls',
    'nginx.ingress.kubernetes.io/proxy-ssl-secret': 'bank/tls',
    'nginx.ingress.kubernetes.io/upstream-vhost': 'bank.acme.example',
    'nginx.ingress.kubernetes.io/mirror-target': 'http://loki.monitoring.svc',
    'nginx.ingress.kubernetes.io/canary': 'true',
    'nginx.ingress.kubernetes.io/custom-http-errors': '404',
    'nginx.ingress.kubernetes.io/stream-snippet': 'server {}',
    'nginx.org/server-snippets': 'return 200;',
    'nginx.org/location-snippets': 'return 200;',
    'nginx.org/mergeable-ingress-type': 'minion',
    'nginx.org/jwt-key': 'bank',
    'traefik.ingress.kubernetes.io/router.pathmatcher': 'PathPrefix(`/`) || Host(`bank.acme.example`) && PathPrefix',
    'traefik.ingress.kubernetes.io/router.rulesyntax': 'v2',
    'traefik.ingress.kubernetes.io/router.middlewares': 'bank-strip@kubernetescrd',
    'traefik.ingress.kubernetes.io/router.tls.options': 'bank-weak@kubernetescrd',
    'traefik.ingress.kubernetes.io/router.entrypoints': 'traefik',
    'traefik.ingress.kubernetes.io/router.priority': '100000',
    'traefik.ingress.kubernetes.io/router.tls.domains.0.main': 'bank.acme.example',
    'alb.ingress.kubernetes.io/group.name': 'platform',
    'haproxy.org/backend-config-snippet': 'http-request return',
  };
  const harmless: Readonly<Record<string, string>> = {
    'cert-manager.io/cluster-issuer': 'default',
    'nginx.ingress.kubernetes.io/proxy-body-size': '10m',
    'meta.helm.sh/release-name': 'web',
    'kubectl.kubernetes.io/last-applied-configuration': '{}',
    'traefik.ingress.kubernetes.io/router.middlewares': 'shop-web-from-www@kubernetescrd',
    description: 'the shop',
  };
  return [
    accepted('an Ingress of its own host', ingress({})),
    accepted('an Ingress of a further host of its own', ingress({ rules: [rule('extra.acme.example')] })),
    accepted(
      'a certificate for its own host',
      ingress({ tls: [{ hosts: ['shop.acme.example'], secretName: 'shop.acme.example' }] }),
    ),
    refused(
      'a certificate of its own Secret',
      ingress({ tls: [{ hosts: ['shop.acme.example'], secretName: 'evil' }] }),
    ),
    refused(
      'one certificate for two hosts',
      ingress({ tls: [{ hosts: ['shop.acme.example', 'extra.acme.example'], secretName: 'shop.acme.example' }] }),
    ),
    ...Object.entries(harmless).map(([key, value]) =>
      accepted(`an Ingress with annotation ${key}: ${value}`, ingress({}, { [key]: value })),
    ),
    ...hosts.flatMap((host) => [
      refused(`an Ingress of host ${host ?? '(none)'}`, ingress({ rules: [rule(host)] })),
      ...(host === undefined
        ? []
        : [
            refused(
              `an Ingress of host ${host} next to its own`,
              ingress({ rules: [rule('shop.acme.example'), rule(host)] }),
            ),
            refused(`tls of host ${host}`, ingress({ tls: [{ hosts: [host], secretName: host }] })),
          ]),
    ]),
    refused('an Ingress with an empty host', ingress({ rules: [rule('')] })),
    refused('tls without hosts', ingress({ tls: [{ secretName: 'tls' }] })),
    refused('a default backend', ingress({ defaultBackend: { service: { name: 'web', port: { number: 80 } } } })),
    refused(
      'a default backend and no rule',
      ingress({ rules: [], defaultBackend: { service: { name: 'web', port: { number: 80 } } } }),
    ),
    ...['/oauth2', '/oauth2/', '/oauth2/callback'].map((path) =>
      refused(`the path ${path} of a host with log-in`, ingress({ rules: [rule('login.acme.example', path)] })),
    ),
    accepted('another path of a host with log-in', ingress({ rules: [rule('login.acme.example', '/oauth2-docs')] })),
    accepted('the path /oauth2 of a host without log-in', ingress({ rules: [rule('shop.acme.example', '/oauth2')] })),
    refused('another ingress class', ingress({ ingressClassName: 'other' })),
    refused('no ingress class', ingress({ ingressClassName: undefined })),
    ...Object.entries(annotations).map(([key, value]) =>
      refused(`an Ingress with annotation ${key}: ${value}`, ingress({}, { [key]: value })),
    ),
  ];
}

function service(spec: Fields, annotations: Readonly<Record<string, string>> = {}): AttemptedObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, annotations },
    spec: { ports: [{ port: 80 }], ...spec },
  };
}

function serviceAttempts(): readonly Attempt[] {
  return [
    accepted('a Service of type ClusterIP', service({})),
    accepted('a headless Service', service({ clusterIP: 'None' })),
    ...['NodePort', 'LoadBalancer'].map((type) => refused(`a Service of type ${type}`, service({ type }))),
    refused(
      'a Service of type ExternalName',
      service({ type: 'ExternalName', externalName: 'ledger.bank.svc', ports: [] }),
    ),
    refused('externalIPs', service({ externalIPs: ['192.0.2.1'] })),
    refused(
      'a Service with a name in DNS',
      service({}, { 'external-dns.alpha.kubernetes.io/hostname': 'bank.acme.example' }),
    ),
    refused(
      'a Service with a server transport of Traefik',
      service({}, { 'traefik.ingress.kubernetes.io/service.serverstransport': 'bank-x@kubernetescrd' }),
    ),
    refused('the address of the cluster DNS', service({ clusterIP: '10.96.0.77' })),
    refused('the address of the cluster DNS with leading zeros', service({ clusterIP: '10.96.0.077' })),
    refused('the address of the cluster DNS in IPv6 form', service({ clusterIP: '::ffff:10.96.0.77' })),
    accepted('an address of its own', service({ clusterIP: '10.96.200.77' })),
    ...['fd00:10:96::1', 'fd00:10:96::a', 'fd00:10:96:0:0:0:0:ff', 'FD00:10:96::00FF'].map((clusterIP) =>
      refused(
        `the address ${clusterIP} of the second IP family`,
        service({ clusterIP, ipFamilies: ['IPv6'], ipFamilyPolicy: 'SingleStack' }),
      ),
    ),
    refused(
      'an address of the platform as the second one',
      service({
        clusterIP: '10.96.200.78',
        clusterIPs: ['10.96.200.78', 'fd00:10:96::b'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'RequireDualStack',
      }),
    ),
    accepted(
      'addresses of its own in both IP families',
      service({
        clusterIP: '10.96.200.79',
        clusterIPs: ['10.96.200.79', 'fd00:10:96::7979'],
        ipFamilies: ['IPv4', 'IPv6'],
        ipFamilyPolicy: 'RequireDualStack',
      }),
    ),
    accepted('addresses that the API server chooses', service({ ipFamilyPolicy: 'RequireDualStack' })),
    refused(
      'the address of the cluster DNS in a list',
      service({ clusterIP: '10.96.0.78', clusterIPs: ['10.96.0.78'] }),
    ),
    refused('a Service with an address of MetalLB', service({}, { 'metallb.universe.tf/loadBalancerIPs': '10.0.9.1' })),
  ];
}

const container = {
  name: 'attack',
  image: 'registry.acme.example/shop/web:1',
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  },
};

function pod(spec: Fields, fields: Fields = {}): AttemptedObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ ...container, ...fields }], ...spec } };
}

function podAttempts(): readonly Attempt[] {
  const images = [
    'nginx:1',
    'docker.io/library/nginx:1',
    'registry.acme.example.evil.example/shop/web:1',
    'registry.acme.example/shopevil/web:1',
    'registry.acme.example/bank/ledger:1',
    'registry.acme.example/shop',
  ];
  const tolerations: readonly Fields[] = [
    { operator: 'Exists' },
    { key: 'acme.example/pool', operator: 'Exists' },
    { key: 'acme.example/pool', value: 'bank' },
    { key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' },
    { key: 'node-role.kubernetes.io/master', operator: 'Exists', effect: 'NoSchedule' },
    { operator: 'Exists', effect: 'NoExecute' },
  ];
  const labels: readonly Readonly<Record<string, string>>[] = [
    { 'acme.example/pool': 'bank' },
    { 'node-role.kubernetes.io/control-plane': '' },
    { 'kubernetes.io/hostname': 'cp1' },
    { 'beta.kubernetes.io/instance-type': 'm5' },
  ];
  const term = (key: string) => ({ matchExpressions: [{ key, operator: 'Exists' }] });
  const byName = { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['cp1'] }] };
  const affinity = (terms: readonly Fields[]) => ({
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } },
  });
  const required = 'requiredDuringSchedulingIgnoredDuringExecution';
  const podTerm = { topologyKey: 'kubernetes.io/hostname', labelSelector: {} };
  const podAffinities = ['podAffinity', 'podAntiAffinity'].flatMap((field) =>
    [
      { namespaceSelector: {} },
      { namespaceSelector: { matchLabels: { a: 'b' } } },
      { namespaces: ['shop', 'bank'] },
    ].flatMap((scope) => {
      const term = { ...podTerm, ...scope };
      return [
        [`required ${field} with ${JSON.stringify(scope)}`, { [field]: { [required]: [term] } }] as const,
        [
          `preferred ${field} with ${JSON.stringify(scope)}`,
          { [field]: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] } },
        ] as const,
      ];
    }),
  );
  const requests = [
    { httpGet: { host: '169.254.169.254', port: 80 } },
    { tcpSocket: { host: '127.0.0.1', port: 10255 } },
  ];
  const preference = (entry: Fields) => ({
    nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: entry }] },
  });
  return [
    accepted('a pod of its own image', pod({})),
    ...podAffinities.map(([name, value]) => refused(name, pod({ affinity: value }))),
    accepted(
      'a pod with anti-affinity to pods of its own namespace',
      pod({ affinity: { podAntiAffinity: { [required]: [{ ...podTerm, namespaces: ['shop'] }] } } }),
    ),
    ...requests.flatMap((request) => [
      ...['livenessProbe', 'readinessProbe', 'startupProbe'].map((probe) =>
        refused(`a ${probe} with ${JSON.stringify(request)}`, pod({}, { [probe]: request })),
      ),
      ...['postStart', 'preStop'].map((hook) =>
        refused(`a hook ${hook} with ${JSON.stringify(request)}`, pod({}, { lifecycle: { [hook]: request } })),
      ),
      refused(
        `a probe of a sidecar with ${JSON.stringify(request)}`,
        pod({ initContainers: [{ ...container, name: 'sidecar', restartPolicy: 'Always', livenessProbe: request }] }),
      ),
    ]),
    accepted('a probe of its own port', pod({}, { livenessProbe: { httpGet: { port: 80 } } })),
    accepted('a pod in a zone', pod({ nodeSelector: { 'topology.kubernetes.io/zone': 'a' } })),
    accepted('a pod with affinity to an architecture', pod({ affinity: affinity([term('kubernetes.io/arch')]) })),
    accepted(
      'a pod that tolerates a node that is not ready',
      pod({ tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists' }] }),
    ),
    ...images.flatMap((image) => [
      refused(`a container of image ${image}`, pod({}, { image })),
      refused(`an init container of image ${image}`, pod({ initContainers: [{ ...container, name: 'init', image }] })),
      refused(`an image volume of ${image}`, pod({ volumes: [{ name: 'image', image: { reference: image } }] })),
    ]),
    ...tolerations.map((toleration) =>
      refused(`toleration ${JSON.stringify(toleration)}`, pod({ tolerations: [toleration] })),
    ),
    ...labels.map((nodeSelector) => refused(`node selector ${JSON.stringify(nodeSelector)}`, pod({ nodeSelector }))),
    ...['acme.example/pool', 'node-role.kubernetes.io/control-plane', 'kubernetes.io/hostname'].flatMap((key) => [
      refused(`required affinity to ${key}`, pod({ affinity: affinity([term(key)]) })),
      refused(
        `required affinity to ${key} as second term`,
        pod({ affinity: affinity([term('kubernetes.io/os'), term(key)]) }),
      ),
      refused(`preferred affinity to ${key}`, pod({ affinity: preference(term(key)) })),
    ]),
    refused('required affinity to a node by name', pod({ affinity: affinity([byName]) })),
    refused('preferred affinity to a node by name', pod({ affinity: preference(byName) })),
    refused('a node by nodeName', pod({ nodeName: 'cp1' })),
    ...['system-node-critical', 'system-cluster-critical'].map((priorityClassName) =>
      refused(`priority class ${priorityClassName}`, pod({ priorityClassName })),
    ),
    refused('a runtime class', pod({ runtimeClassName: 'unsafe' })),
    refused(
      'an image volume of its own image, whose signature nothing verifies',
      pod({ volumes: [{ name: 'image', image: { reference: container.image } }] }),
    ),
    refused('an inline CSI volume', pod({ volumes: [{ name: 'csi', csi: { driver: 'secrets-store.csi.k8s.io' } }] })),
    refused('a folder of the host', pod({ volumes: [{ name: 'host', hostPath: { path: '/' } }] })),
    refused('the network of the host', pod({ hostNetwork: true })),
    refused('the processes of the host', pod({ hostPID: true })),
    refused('a privileged container', pod({}, { securityContext: { privileged: true } })),
    refused('a port of the host', pod({}, { ports: [{ containerPort: 80, hostPort: 80 }] })),
  ];
}

/** Annotations of pods, and the time that they take to end. */
function podMetadataAttempts(): readonly Attempt[] {
  const annotated = (annotations: Readonly<Record<string, string>>): AttemptedObject => ({
    ...pod({}),
    metadata: { ...metadata, annotations },
  });
  const harmless: Readonly<Record<string, string>> = {
    description: 'the shop',
    'kubectl.kubernetes.io/restartedAt': 'now',
    'checksum/config': 'a',
    'prometheus.io/scrape': 'true',
    'backup.velero.io/backup-volumes': 'data',
  };
  const refusedAnnotations: Readonly<Record<string, string>> = {
    'k8s.v1.cni.cncf.io/networks': 'kube-system/hosts',
    'cni.projectcalico.org/ipAddrs': '["10.244.0.9"]',
    'cni.projectcalico.org/allowedSourcePrefixes': '["10.0.0.0/8"]',
    'policy.cilium.io/no-track-port': '53',
    'iam.amazonaws.com/role': 'bank',
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/bank',
    'iam.gke.io/gcp-service-account': 'bank@acme.iam.gserviceaccount.com',
    'azure.workload.identity/inject-proxy-sidecar': 'true',
    'vault.hashicorp.com/agent-inject': 'true',
    'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    'karpenter.sh/do-not-disrupt': 'true',
    'pre.hook.backup.velero.io/command': '["sleep", "86400"]',
    'scheduler.alpha.kubernetes.io/critical-pod': '',
  };
  return [
    ...Object.entries(harmless).map(([key, value]) =>
      accepted(`a pod with annotation ${key}: ${value}`, annotated({ [key]: value })),
    ),
    ...Object.entries(refusedAnnotations).map(([key, value]) =>
      refused(`a pod with annotation ${key}: ${value}`, annotated({ [key]: value })),
    ),
    accepted('a pod that takes an hour to end', pod({ terminationGracePeriodSeconds: 3600 })),
    refused('a pod that takes a year to end', pod({ terminationGracePeriodSeconds: 31_536_000 })),
  ];
}

/** Labels by which network policies of providers select pods, in every object that has or creates pods. */
function providerLabelAttempts(): readonly Attempt[] {
  const labels: readonly Readonly<Record<string, string>>[] = [
    { 'cnpg.io/cluster': 'postgresql' },
    { 'cnpg.io/podRole': 'instance' },
    { 'plinth.dev/cache': 'web-cache' },
    { 'acme.cert-manager.io/http01-solver': 'true' },
  ];
  const permitted = { 'app.kubernetes.io/name': 'web', 'plinth.dev/logs': 'json' };
  const template = (templateLabels: Readonly<Record<string, string>>, restartPolicy = 'Always') => ({
    metadata: { labels: { app: 'attack', ...templateLabels } },
    spec: { restartPolicy, containers: [container] },
  });
  const selector = { matchLabels: { app: 'attack' } };
  const objects = (own: Readonly<Record<string, string>>): readonly AttemptedObject[] => [
    { ...pod({}), metadata: { ...metadata, labels: own } },
    ...['Deployment', 'DaemonSet', 'ReplicaSet'].map((kind) => ({
      apiVersion: 'apps/v1',
      kind,
      metadata,
      spec: { selector, template: template(own) },
    })),
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata,
      spec: { serviceName: 'attack', selector, template: template(own) },
    },
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: template(own, 'Never') } },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template(own, 'Never') } } },
    },
    // A custom resource that the platform permits this tenant.
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata, spec: { selector, template: template(own) } },
  ];
  return [
    ...objects(permitted).map((object) => accepted('pods with labels of its own', object)),
    ...labels.flatMap((own) =>
      objects(own).map((object) => refused(`pods with the label of a provider, ${JSON.stringify(own)}`, object)),
    ),
    // Argo CD delivers the objects of Plinth itself, too, by the Application of the tenant's release.
    ...['shop-checkout-dev-shop', 'tenant-bank', 'tenant-shop'].flatMap((application) =>
      labels.flatMap((own) =>
        objects(own).map((object): Attempt => ({
          name: `pods with the label of a provider from a repository, ${JSON.stringify(own)}, by Application ${application}`,
          object: trackedBy(application, object),
          expected: application === 'tenant-shop' && 'plinth.dev/cache' in own ? 'accepted' : 'refused',
          by: 'argo-cd',
        })),
      ),
    ),
    ...labels.map((own): Attempt => ({
      name: `pods with the label of a provider from a repository, ${JSON.stringify(own)}, without an Application`,
      object: { ...pod({}), metadata: { ...metadata, labels: own } },
      expected: 'refused',
      by: 'argo-cd',
    })),
  ];
}

function trackedBy(application: string, object: AttemptedObject): AttemptedObject {
  const annotations = { 'argocd.argoproj.io/tracking-id': `${application}:/${object.kind}:shop/attack` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

function disruptionBudgetAttempts(): readonly Attempt[] {
  const budget = (name: string, spec: Fields): AttemptedObject => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'own' } }, ...spec },
  });
  return [
    accepted('of pods with its name', budget('own', {})),
    accepted('of a share of the pods', budget('own', { maxUnavailable: '25%' })),
    refused('a second one of the pods of an application', {
      ...budget('second', { selector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }),
    }),
    refused('of all pods', budget('own', { selector: {} })),
    refused('of the pods of a database server', {
      ...budget('postgresql', { selector: { matchLabels: { 'app.kubernetes.io/name': 'postgresql' } } }),
    }),
    refused(
      'of pods by an expression',
      budget('own', { selector: { matchExpressions: [{ key: 'app.kubernetes.io/name', operator: 'Exists' }] } }),
    ),
    ...[0, '0%', undefined].map((maxUnavailable) =>
      refused(`with maxUnavailable ${maxUnavailable ?? 'absent'}`, budget('own', { maxUnavailable })),
    ),
    ...[1, '100%'].map((minAvailable) =>
      refused(`with minAvailable ${minAvailable}`, budget('own', { maxUnavailable: undefined, minAvailable })),
    ),
  ];
}

/** Content of ConfigMaps and Secrets, in KiB. */
function dataSizeAttempts(): readonly Attempt[] {
  const text = (kib: number) => 'x'.repeat(kib * 1024);
  const configMap = (fields: Fields): AttemptedObject => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields });
  const secret = (fields: Fields): AttemptedObject => ({ apiVersion: 'v1', kind: 'Secret', metadata, ...fields });
  const base64 = (kib: number) => Buffer.from(text(kib)).toString('base64');
  return [
    accepted('256 KiB of data', configMap({ data: { a: text(128), b: text(128) } })),
    refused('more than 256 KiB of data', configMap({ data: { a: text(128), b: text(129) } })),
    refused('more than 256 KiB, of characters of several bytes', configMap({ data: { a: 'ä'.repeat(129 * 1024) } })),
    refused(
      'more than 256 KiB of data and binaryData',
      configMap({ data: { a: text(128) }, binaryData: { b: base64(129) } }),
    ),
    accepted('128 KiB of values', secret({ data: { a: base64(128) } })),
    refused('more than 256 KiB of values', secret({ data: { a: base64(257) } })),
    refused('more than 256 KiB of text', secret({ stringData: { a: text(257) } })),
  ];
}

function claim(spec: Fields, annotations: Readonly<Record<string, string>> = {}): AttemptedObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, annotations },
    spec: {
      storageClassName: 'slow',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      ...spec,
    },
  };
}

function volumeAttempts(): readonly Attempt[] {
  return [
    accepted('a claim of its storage class', claim({})),
    refused('a claim of another storage class', claim({ storageClassName: 'fast' })),
    refused('a claim without a storage class', claim({ storageClassName: undefined })),
    refused('a claim of no storage class', claim({ storageClassName: '' })),
    refused(
      'a claim of a storage class by annotation',
      claim({ storageClassName: undefined }, { 'volume.beta.kubernetes.io/storage-class': 'fast' }),
    ),
    refused('a second storage class by annotation', claim({}, { 'volume.beta.kubernetes.io/storage-class': 'slow' })),
    refused('a claim of a volume by name', claim({ volumeName: 'pv-of-bank' })),
    refused('a claim of a volume by labels', claim({ selector: { matchLabels: { tenant: 'bank' } } })),
    refused('a class of volume attributes', claim({ volumeAttributesClassName: 'fast' })),
    ...['volume.kubernetes.io/selected-node', 'volume.kubernetes.io/storage-provisioner'].flatMap((key) => [
      refused(`a claim with annotation ${key}`, claim({}, { [key]: 'cp1' })),
      {
        ...refused(`a claim with annotation ${key} by a template of a StatefulSet`, claim({}, { [key]: 'cp1' })),
        by: 'controller' as const,
      },
    ]),
    { ...accepted('a claim by a template of a StatefulSet', claim({})), by: 'controller' },
    // The API server drops the namespace of the source, unless CrossNamespaceVolumeDataSource is enabled.
    accepted(
      'a copy of a claim of another namespace, without that namespace',
      claim({
        dataSourceRef: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'x', namespace: 'bank' },
      }),
    ),
  ];
}

function autoscalerAttempts(): readonly Attempt[] {
  const autoscaler = (scaleTargetRef: Fields): AttemptedObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata,
    spec: { scaleTargetRef, minReplicas: 2, maxReplicas: 9 },
  });
  return [
    accepted('of a Deployment', autoscaler({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' })),
    refused('of a database server', autoscaler({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', name: 'db' })),
    refused(
      'of a Deployment of another group',
      autoscaler({ apiVersion: 'x.example/v1', kind: 'Deployment', name: 'x' }),
    ),
    refused('of a target without a group', autoscaler({ kind: 'Deployment', name: 'web' })),
  ];
}

function tlsSecretAttempts(): readonly Attempt[] {
  const secret = (name: string, fields: Fields = {}): AttemptedObject => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': '', 'tls.key': '' },
    ...fields,
  });
  return [
    accepted('a certificate of a client', secret('client')),
    refused('the certificate of its host', secret('shop.acme.example')),
    refused('the certificate of its host, of another type', secret('extra.acme.example', { type: 'Opaque' })),
    refused('a certificate of a host that it may have later', secret('promo.acme.example')),
    refused('a certificate of such a host, of another type', secret('promo.acme.example', { type: 'Opaque' })),
    refused(
      'the key of such a host, of another type',
      secret('promo.acme.example', { type: 'Opaque', data: { 'tls.key': '' } }),
    ),
    { ...refused('a certificate of such a host from a repository', secret('promo.acme.example')), by: 'argo-cd' },
    accepted(
      'a release of Helm',
      secret('sh.helm.release.v1.web.v1', { type: 'helm.sh/release.v1', data: { release: '' } }),
    ),
    accepted('no certificate, with a dot in its name', secret('config.json', { type: 'Opaque', data: { config: '' } })),
  ];
}

function certificate(spec: Fields): AttemptedObject {
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'shop.acme.example' },
    spec: {
      secretName: 'shop.acme.example',
      dnsNames: ['shop.acme.example'],
      issuerRef: { kind: 'ClusterIssuer', name: 'default' },
      ...spec,
    },
  };
}

function certificateAttempts(): readonly Attempt[] {
  const specs: readonly Fields[] = [
    { dnsNames: ['bank.acme.example'] },
    { dnsNames: ['shop.acme.example', 'bank.acme.example'] },
    { dnsNames: ['*.acme.example'] },
    { dnsNames: [] },
    { commonName: 'bank.acme.example' },
    { isCA: true },
    { duration: '2160h', renewBefore: '2159h' },
    { renewBeforePercentage: 99 },
    { ipAddresses: ['10.0.0.1'] },
    { uris: ['spiffe://cluster.local/ns/bank/sa/default'] },
    { emailAddresses: ['root@bank.example'] },
    { otherNames: [{ oid: '1.3.6.1.4.1.311.20.2.3', utf8Value: 'root@bank.example' }] },
    { literalSubject: 'CN=bank.acme.example' },
    { issuerRef: { kind: 'ClusterIssuer', name: 'other' } },
    { issuerRef: { kind: 'Issuer', name: 'default' } },
    { issuerRef: { name: 'default' } },
    { issuerRef: { kind: 'ClusterIssuer', name: 'default', group: 'evil.example' } },
    { subject: { organizations: ['system:masters'] } },
    ...['cert sign', 'client auth', 'any'].map((usage) => ({ usages: ['digital signature', usage] })),
    // Each of these would be another order of the ACME account of all tenants.
    { secretName: 'second' },
    { secretName: 'extra.acme.example' },
    { dnsNames: ['shop.acme.example', 'extra.acme.example'] },
    { privateKey: { algorithm: 'ECDSA' } },
    { privateKey: { size: 4096 } },
  ];
  return [
    accepted('a Certificate of its own host', certificate({})),
    accepted('a Certificate with its own host as common name', certificate({ commonName: 'shop.acme.example' })),
    accepted(
      'a Certificate as cert-manager creates it of an Ingress',
      certificate({ usages: ['digital signature', 'key encipherment'] }),
    ),
    accepted(
      'a Certificate with another key at each renewal',
      certificate({ privateKey: { rotationPolicy: 'Always' } }),
    ),
    ...specs.map((spec) => refused(`a Certificate with ${JSON.stringify(spec)}`, certificate(spec))),
  ];
}

function externalSecret(spec: Fields): AttemptedObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata,
    spec: {
      secretStoreRef: { kind: 'ClusterSecretStore', name: 'default' },
      target: { name: 'attack' },
      dataFrom: [{ extract: { key: 'shop/web' } }],
      ...spec,
    },
  };
}

function externalSecretAttempts(): readonly Attempt[] {
  const keys = [
    'bank/ledger',
    'shop/../bank/ledger',
    'shop/web/../../bank/ledger',
    'shop//web',
    'shop/',
    'shop',
    '/shop/web',
    './shop/web',
    'shop/%2e%2e/bank/ledger',
    'shop/..%2fbank',
    'shopbank/ledger',
    'shop/web?version=1',
    'shop/web#field',
    'shop\n/web',
  ];
  const generator = {
    generatorRef: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'Webhook', name: 'x' },
  };
  return [
    accepted('an ExternalSecret of its own keys', externalSecret({})),
    accepted(
      'one key of its own',
      externalSecret({ dataFrom: undefined, data: [{ secretKey: 'a', remoteRef: { key: 'shop/web/payments' } }] }),
    ),
    ...keys.flatMap((key) => [
      refused(
        `key ${JSON.stringify(key)}`,
        externalSecret({ dataFrom: undefined, data: [{ secretKey: 'a', remoteRef: { key } }] }),
      ),
      refused(`all keys of ${JSON.stringify(key)}`, externalSecret({ dataFrom: [{ extract: { key } }] })),
    ]),
    refused('keys by a search', externalSecret({ dataFrom: [{ find: { name: { regexp: '.*' } } }] })),
    refused('a generator', externalSecret({ dataFrom: [{ sourceRef: generator }] })),
    refused('a store of its own', externalSecret({ secretStoreRef: { kind: 'SecretStore', name: 'own' } })),
    refused('another store', externalSecret({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'other' } })),
    refused('no store', externalSecret({ secretStoreRef: undefined })),
    refused(
      'the Secret of a component',
      externalSecret({
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'platform' },
        dataFrom: [{ extract: { key: 'platform/lab/generated/grafana/grafana-admin' } }],
      }),
    ),
    refused(
      'the Secret of a component in its own store',
      externalSecret({ dataFrom: [{ extract: { key: 'platform/lab/generated/grafana/grafana-admin' } }] }),
    ),
    refused('a store with keys of claims from the whole cluster', {
      ...externalSecret({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'bindings-bucket' } }),
    }),
    refused(
      'all keys that the store of its claims can read',
      externalSecret({
        secretStoreRef: { kind: 'SecretStore', name: 'bindings-bucket' },
        dataFrom: [{ find: { name: { regexp: 'claim.*' } } }],
      }),
    ),
    refused(
      'a store whose name only begins as that of its claims',
      externalSecret({
        secretStoreRef: { kind: 'SecretStore', name: 'bindings-bucket-own' },
        dataFrom: undefined,
        data: [{ secretKey: 'a', remoteRef: { key: 'claim.bank.ledger-bucket' } }],
      }),
    ),
    refused(
      'keys of a claim for a resource that is not a Secret',
      externalSecret({
        secretStoreRef: { kind: 'SecretStore', name: 'bindings-bucket' },
        dataFrom: undefined,
        data: [{ secretKey: 'a', remoteRef: { key: 'claim.shop.web-bucket' } }],
        target: { manifest: { apiVersion: 'v1', kind: 'ConfigMap' } },
      }),
    ),
    refused(
      'a store for one key',
      externalSecret({
        dataFrom: undefined,
        data: [
          {
            secretKey: 'a',
            remoteRef: { key: 'shop/web' },
            sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'other' } },
          },
        ],
      }),
    ),
  ];
}

function podMonitor(endpoint: Fields, spec: Fields = {}): AttemptedObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata,
    spec: {
      ...{ selector: {}, sampleLimit: 50_000, bodySizeLimit: '50MB' },
      podMetricsEndpoints: [{ port: 'http', followRedirects: false, ...endpoint }],
      ...spec,
    },
  };
}

function ruleAttempts(): readonly Attempt[] {
  const rules = (group: Fields): AttemptedObject => ({
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata,
    spec: { groups: [{ name: 'load', rules: [{ record: 'shop:up', expr: 'vector(0)' }], ...group }] },
  });
  return [
    accepted('rules at the default interval', rules({})),
    accepted('rules every 15 seconds', rules({ interval: '15s' })),
    accepted('rules every minute', rules({ interval: '1m' })),
    ...['1ms', '999ms', '1s', '9s', '0s'].map((interval) => refused(`rules every ${interval}`, rules({ interval }))),
  ];
}

function podMonitorAttempts(): readonly Attempt[] {
  const endpoints: readonly Fields[] = [
    { followRedirects: true },
    { followRedirects: undefined },
    { proxyUrl: 'http://proxy.evil.example' },
    { proxyFromEnvironment: true },
    { relabelings: [{ targetLabel: '__address__', replacement: 'ledger.bank.svc:80' }] },
    {
      oauth2: {
        clientId: { secret: { name: 'x', key: 'x' } },
        clientSecret: { name: 'x', key: 'x' },
        tokenUrl: 'http://169.254.169.254/',
      },
    },
    { honorLabels: true },
    { metricRelabelings: [{ targetLabel: 'job', replacement: 'apiserver' }] },
    {
      metricRelabelings: [
        { action: 'keep', sourceLabels: ['a'], regex: 'b' },
        { action: 'LabelMap', regex: 'own_(.*)' },
      ],
    },
    { interval: '1ms' },
    { interval: '1s' },
    { interval: '9s' },
    { interval: '0s' },
  ];
  return [
    accepted('a PodMonitor of its own pods', podMonitor({})),
    accepted('a PodMonitor every minute', podMonitor({ interval: '1m' })),
    accepted('a PodMonitor every 15 seconds', podMonitor({ interval: '15s' })),
    ...endpoints.flatMap((endpoint) => [
      refused(`a PodMonitor with ${JSON.stringify(endpoint)}`, podMonitor(endpoint)),
      refused(
        `a PodMonitor with ${JSON.stringify(endpoint)} as second endpoint`,
        podMonitor(
          {},
          {
            podMetricsEndpoints: [
              { port: 'http', followRedirects: false },
              { port: 'http', followRedirects: false, ...endpoint },
            ],
          },
        ),
      ),
    ]),
    refused('pods of all namespaces', podMonitor({}, { namespaceSelector: { any: true } })),
    refused('pods of another namespace', podMonitor({}, { namespaceSelector: { matchNames: ['bank'] } })),
    accepted(
      'a PodMonitor that drops samples',
      podMonitor({ metricRelabelings: [{ action: 'Drop', sourceLabels: ['__name__'], regex: 'go_.*' }] }),
    ),
    refused('the name of a job from a label of its pods', podMonitor({}, { jobLabel: 'app' })),
    refused('a scrape class', podMonitor({}, { scrapeClass: 'privileged' })),
    ...[
      ...[undefined, 0, 50_001].map((sampleLimit) => ({ sampleLimit })),
      ...[undefined, '0', '51MB', '1GB', '100000KB', '0.5GB', '50000000B'].map((bodySizeLimit) => ({ bodySizeLimit })),
    ].map((limits) => refused(`a PodMonitor with the limits ${JSON.stringify(limits)}`, podMonitor({}, limits))),
    accepted('a PodMonitor with a smaller limit', podMonitor({}, { sampleLimit: 100, bodySizeLimit: '512KiB' })),
  ];
}

function kindAttempts(): readonly Attempt[] {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'networking.k8s.io/v1': ['NetworkPolicy'],
    'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
    'discovery.k8s.io/v1': ['EndpointSlice'],
    v1: ['LimitRange', 'ResourceQuota', 'Endpoints'],
    'cert-manager.io/v1': ['Issuer', 'CertificateRequest'],
    'acme.cert-manager.io/v1': ['Order', 'Challenge'],
    'external-secrets.io/v1': ['SecretStore'],
    'external-secrets.io/v1alpha1': ['PushSecret'],
    'generators.external-secrets.io/v1alpha1': ['Webhook', 'Password', 'VaultDynamicSecret'],
    'monitoring.coreos.com/v1': ['ServiceMonitor', 'Probe', 'Prometheus', 'Alertmanager', 'ThanosRuler'],
    'monitoring.coreos.com/v1alpha1': ['ScrapeConfig', 'AlertmanagerConfig', 'PrometheusAgent'],
    'traefik.io/v1alpha1': [
      ...['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'Middleware', 'MiddlewareTCP', 'TLSOption', 'TLSStore'],
      ...['ServersTransport', 'ServersTransportTCP', 'TraefikService'],
    ],
    'k8s.nginx.org/v1': ['VirtualServer', 'VirtualServerRoute', 'Policy', 'TransportServer'],
    'cilium.io/v2': ['CiliumNetworkPolicy', 'CiliumEnvoyConfig', 'CiliumLocalRedirectPolicy'],
    'crd.projectcalico.org/v1': ['NetworkPolicy', 'NetworkSet'],
    'projectcalico.org/v3': ['NetworkPolicy'],
    'argoproj.io/v1alpha1': ['Application', 'AppProject', 'ApplicationSet'],
    'gateway.networking.k8s.io/v1': ['Gateway', 'HTTPRoute', 'GRPCRoute'],
    'hydra.ory.sh/v1alpha1': ['OAuth2Client'],
    'oathkeeper.ory.sh/v1alpha1': ['Rule'],
    'externaldns.k8s.io/v1alpha1': ['DNSEndpoint'],
    'snapshot.storage.k8s.io/v1': ['VolumeSnapshot'],
    'kyverno.io/v1': ['Policy'],
    'metallb.io/v1beta1': ['IPAddressPool', 'L2Advertisement'],
    'helm.cattle.io/v1': ['HelmChart'],
    'objectbucket.io/v1alpha1': ['ObjectBucketClaim'],
    'postgresql.cnpg.io/v1': ['Cluster'],
  };
  const specs: Readonly<Record<string, Fields>> = {
    NetworkPolicy: { spec: { podSelector: {} } },
    RoleBinding: { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
    LimitRange: { spec: { limits: [] } },
    EndpointSlice: { addressType: 'IPv4', endpoints: [] },
  };
  return [
    accepted('a ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata }),
    accepted('a Secret', { apiVersion: 'v1', kind: 'Secret', metadata }),
    accepted('a ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata }),
    ...Object.entries(kinds).flatMap(([apiVersion, names]) =>
      names.map((kind) => refused(`a ${kind} of ${apiVersion}`, { apiVersion, kind, metadata, ...specs[kind] })),
    ),
  ];
}

/** Annotations by which a cloud, or an agent of it, gives pods of a ServiceAccount permissions. */
function serviceAccountAttempts(): readonly Attempt[] {
  const serviceAccount = (annotations: Readonly<Record<string, string>>): AttemptedObject => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...metadata, annotations },
  });
  const granting: Readonly<Record<string, string>> = {
    'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/bank',
    'eks.amazonaws.com/audience': 'sts.amazonaws.com',
    'azure.workload.identity/client-id': '00000000-0000-0000-0000-000000000000',
    'azure.workload.identity/tenant-id': '00000000-0000-0000-0000-000000000000',
    'iam.gke.io/gcp-service-account': 'bank@acme.iam.gserviceaccount.com',
    'vault.hashicorp.com/role': 'bank',
  };
  return [
    accepted('an annotation without a domain', serviceAccount({ description: 'the shop' })),
    accepted('the annotation of kubectl', serviceAccount({ 'kubectl.kubernetes.io/last-applied-configuration': '{}' })),
    accepted(
      'the identity that the platform allows',
      serviceAccount({ 'iam.gke.io/gcp-service-account': 'shop@acme.iam.gserviceaccount.com' }),
    ),
    ...Object.entries(granting).map(([key, value]) =>
      refused(`the annotation ${key}: ${value}`, serviceAccount({ [key]: value })),
    ),
  ];
}

/** Finalizers of what controllers create of templates: pods that are never removed keep their nodes from being drained. */
function templateFinalizerAttempts(): readonly Attempt[] {
  const finalizers = ['acme.example/wait'];
  const selector = { matchLabels: { app: 'attack' } };
  const template = (fields: Fields, restartPolicy = 'Always') => ({
    metadata: { labels: { app: 'attack' }, ...fields },
    spec: { restartPolicy, containers: [container] },
  });
  const withClaim = (fields: Fields) => ({
    serviceName: 'attack',
    selector,
    template: template({}),
    volumeClaimTemplates: [{ metadata: { name: 'data', ...fields }, spec: claim({}).spec }],
  });
  const objects = (fields: Fields): readonly AttemptedObject[] => [
    ...['Deployment', 'DaemonSet', 'ReplicaSet'].map((kind) => ({
      ...{ apiVersion: 'apps/v1', kind, metadata, spec: { selector, template: template(fields) } },
    })),
    { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec: withClaim(fields) },
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: template(fields, 'Never') } },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template(fields, 'Never') } } },
    },
  ];
  return [
    ...objects({}).map((object) => accepted('templates without finalizers', object)),
    ...objects({ finalizers }).flatMap((object) => [
      refused('a finalizer by a template', object),
      { ...refused('a finalizer by a template from a repository', object), by: 'argo-cd' as const },
    ]),
  ];
}

/** Pods and templates that operators of the platform create of custom resources of the tenant. */
function operatorAttempts(): readonly Attempt[] {
  const labels = { 'plinth.dev/cache': 'web' };
  const ofDatabase = { 'cnpg.io/cluster': 'postgresql' };
  const podWith = (fields: Fields): AttemptedObject => ({ ...pod({}), metadata: { ...metadata, ...fields } });
  const template = (fields: Fields, restartPolicy = 'Always') => ({
    metadata: { labels: { app: 'attack', ...fields } },
    spec: { restartPolicy, containers: [container] },
  });
  const selector = { matchLabels: { app: 'attack' } };
  const templates: readonly AttemptedObject[] = [
    ...['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet'].map((kind) => ({
      ...{ apiVersion: 'apps/v1', kind, metadata, spec: { selector, template: template(labels) } },
      ...(kind === 'StatefulSet' ? { spec: { selector, serviceName: 'attack', template: template(labels) } } : {}),
    })),
    { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: { template: template(labels, 'Never') } },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { schedule: '0 * * * *', jobTemplate: { spec: { template: template(labels, 'Never') } } },
    },
  ];
  return [
    accepted('no label of a provider, by an operator', podWith({ labels: { 'strimzi.io/cluster': 'events' } })),
    ...[labels, ofDatabase, { 'acme.cert-manager.io/http01-solver': 'true' }].map((own) =>
      refused(`${JSON.stringify(own)} by an operator`, podWith({ labels: own })),
    ),
    ...templates.map((object) => refused('the label of a provider in a template by an operator', object)),
  ]
    .map((attempt): Attempt => ({ ...attempt, by: 'operator' }))
    .concat([
      {
        ...accepted('the label of a database server, by the operator of databases', podWith({ labels: ofDatabase })),
        by: 'database-operator',
      },
      { ...accepted('the label of a cache in a template of the platform', podWith({ labels })), by: 'controller' },
    ]);
}

/** Metadata by which a user would block the removal of the tenant, or change what Argo CD delivers. */
function metadataAttempts(): readonly Attempt[] {
  const kinds: Readonly<Record<string, string>> = { ConfigMap: 'v1', Secret: 'v1', ServiceAccount: 'v1' };
  const withMetadata = (kind: string, apiVersion: string, fields: Partial<AttemptedObject['metadata']>) => ({
    apiVersion,
    kind,
    metadata: { ...metadata, ...fields },
  });
  return Object.entries(kinds).flatMap(([kind, apiVersion]): readonly Attempt[] => [
    {
      ...refused(
        'a finalizer from a repository',
        withMetadata(kind, apiVersion, { finalizers: ['acme.example/wait'] }),
      ),
      by: 'argo-cd',
    },
    accepted(
      'an annotation of kubectl and none of Argo CD',
      withMetadata(kind, apiVersion, { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } }),
    ),
    refused('a finalizer', withMetadata(kind, apiVersion, { finalizers: ['acme.example/wait'] })),
    refused(
      'a finalizer of volume claims',
      withMetadata(kind, apiVersion, { finalizers: ['kubernetes.io/pvc-protection'] }),
    ),
    refused(
      'the tracking of Argo CD',
      withMetadata(kind, apiVersion, { annotations: { 'argocd.argoproj.io/tracking-id': 'bank:/ConfigMap:shop/x' } }),
    ),
  ]);
}
