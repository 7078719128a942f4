import { chartImages, fullReference } from '../../../lab/chart-images';

test.each([
  ['traefik:v3', 'docker.io/library/traefik:v3'],
  ['docker.io/traefik:v3', 'docker.io/library/traefik:v3'],
  ['coredns/coredns:1', 'docker.io/coredns/coredns:1'],
  ['quay.io/prometheus/prometheus:v3', 'quay.io/prometheus/prometheus:v3'],
  ['localhost:5000/a:1', 'localhost:5000/a:1'],
])('%s is asked for as %s', (image, reference) => {
  expect(fullReference(image)).toBe(reference);
});

test('an image is found by its last name alone', () => {
  expect(chartImages('flannel')).toEqual([expect.stringMatching(/^ghcr\.io\/flannel-io\/flannel:v/)]);
});

test('an image that Plinth runs by itself is found as well', () => {
  expect(chartImages('local-path-provisioner')).toEqual([expect.stringMatching(/^docker\.io\/rancher\/local/)]);
});

test('fails for an image that nothing uses', () => {
  expect(() => chartImages('nothing')).toThrow('nothing in src/kinds/versions.ts is an image "nothing"');
});
