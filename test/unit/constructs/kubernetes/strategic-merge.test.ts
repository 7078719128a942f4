import { mergeStrategically } from '../../../../constructs/kubernetes/strategic-merge';

const podSpec = (object: object, patch: object) => mergeStrategically('PodSpec', { ...object }, { ...patch });

test('containers are merged by name, and their variables, ports, mounts and volumes by the keys of the API', () => {
  const merged = podSpec(
    {
      containers: [
        {
          name: 'api',
          image: 'a:1',
          env: [{ name: 'A', value: '1' }],
          ports: [{ name: 'http', containerPort: 80 }],
          volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
        },
      ],
      volumes: [{ name: 'tmp', emptyDir: {} }],
    },
    {
      containers: [
        {
          name: 'api',
          env: [{ name: 'B', value: '2' }],
          ports: [
            { containerPort: 80, protocol: 'TCP', hostPort: 80 },
            { name: 'dns', containerPort: 80, protocol: 'UDP' },
          ],
          volumeMounts: [{ mountPath: '/tmp', readOnly: true }],
        },
        { name: 'side', image: 's:1' },
      ],
      volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }],
    },
  );
  expect(merged).toEqual({
    containers: [
      {
        name: 'api',
        image: 'a:1',
        env: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        ports: [
          { name: 'http', containerPort: 80, protocol: 'TCP', hostPort: 80 },
          { name: 'dns', containerPort: 80, protocol: 'UDP' },
        ],
        volumeMounts: [{ name: 'tmp', mountPath: '/tmp', readOnly: true }],
      },
      { name: 'side', image: 's:1' },
    ],
    volumes: [{ name: 'tmp', emptyDir: { medium: 'Memory' } }],
  });
});

test('initContainers and ephemeralContainers are merged by name too', () => {
  for (const list of ['initContainers', 'ephemeralContainers'])
    expect(podSpec({ [list]: [{ name: 'a', image: 'a:1' }] }, { [list]: [{ name: 'a', tty: true }] })).toEqual({
      [list]: [{ name: 'a', image: 'a:1', tty: true }],
    });
});

test('ports of a Service are merged by port and protocol', () => {
  expect(
    mergeStrategically(
      'Service',
      { spec: { ports: [{ name: 'http', port: 80 }] } },
      { spec: { ports: [{ port: 80, appProtocol: 'http' }] } },
    ),
  ).toEqual({ spec: { ports: [{ name: 'http', port: 80, appProtocol: 'http' }] } });
});

test('atomic lists are replaced: tolerations of a pod, rules of an Ingress, arguments of a container', () => {
  expect(podSpec({ tolerations: [{ key: 'a' }] }, { tolerations: [{ key: 'b' }] })).toEqual({
    tolerations: [{ key: 'b' }],
  });
  expect(mergeStrategically('IngressSpec', { rules: [{ host: 'a' }] }, { rules: [{ host: 'b' }] })).toEqual({
    rules: [{ host: 'b' }],
  });
  expect(mergeStrategically('Container', { args: ['a'] }, { args: ['b'] })).toEqual({ args: ['b'] });
});

test('sets are merged by union', () => {
  expect(mergeStrategically('ObjectMeta', { finalizers: ['a'] }, { finalizers: ['a', 'b'] })).toEqual({
    finalizers: ['a', 'b'],
  });
});

test('null removes a field, also in an object that the patch adds', () => {
  expect(podSpec({ dnsPolicy: 'None' }, { dnsPolicy: null, dnsConfig: { options: null } })).toEqual({ dnsConfig: {} });
});

test('maps, such as labels, are merged by key', () => {
  expect(mergeStrategically('ObjectMeta', { labels: { a: '1', b: '2' } }, { labels: { b: '3', c: '4' } })).toEqual({
    labels: { a: '1', b: '3', c: '4' },
  });
});
