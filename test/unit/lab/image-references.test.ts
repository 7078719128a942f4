import { listImageReferences, normalizeReference } from '../../../lab/image-references';

test.each([
  ['traefik:v3', 'docker.io/library/traefik:v3'],
  ['docker.io/traefik:v3', 'docker.io/library/traefik:v3'],
  ['coredns/coredns:1', 'docker.io/coredns/coredns:1'],
  ['quay.io/prometheus/prometheus:v3', 'quay.io/prometheus/prometheus:v3'],
  ['localhost:5000/a:1', 'localhost:5000/a:1'],
])('%s is normalized to %s', (image, reference) => {
  expect(normalizeReference(image)).toBe(reference);
});

test('an image is found by the last segment of its name', () => {
  expect(listImageReferences('flannel')).toEqual([expect.stringMatching(/^ghcr\.io\/flannel-io\/flannel:v/)]);
});

test('an image that is in no chart is found too', () => {
  expect(listImageReferences('local-path-provisioner')).toEqual([expect.stringMatching(/^docker\.io\/rancher\/local/)]);
});

test('throws for an image that is not used', () => {
  expect(() => listImageReferences('nothing')).toThrow(
    'image "nothing" is neither in a pinned chart nor in constructs/images.ts',
  );
});
