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

test('fails for an image that no chart uses', () => {
  expect(() => chartImages('nothing')).toThrow('no chart of src/model/versions.ts uses an image "nothing"');
});
