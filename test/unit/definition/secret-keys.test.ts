import { formatPlatformSecretKey } from '../../../src/definition/secret-keys';

const capabilities = { secrets: { platformStore: 'platform', flatStores: ['platform'] } };
const formatKey = (...path: readonly string[]) => formatPlatformSecretKey(capabilities, 'platform', path);

describe('the key of a Secret of the platform', () => {
  test('is its path where the store accepts slashes', () => {
    expect(formatPlatformSecretKey({ secrets: {} }, 'platform', ['platform', 'dc1', 'claim.shop.web'])).toBe(
      'platform/dc1/claim.shop.web',
    );
  });

  test('contains letters, digits and hyphens where the store accepts no others', () => {
    expect(formatKey('platform', 'dc1', 'seaweedfs', 'claim.shop.web-bucket')).toBe(
      'platform--dc1--seaweedfs--claim---shop---web-bucket',
    );
  });

  test('is another one for each path, whatever dots and hyphens the names contain', () => {
    const paths = [
      ['a', 'b', 'c'],
      ['a', 'b--c'],
      ['a--b', 'c'],
      ['a', 'b.c'],
      ['a.b', 'c'],
      ['a', 'b---c'],
      ['a', 'b----c'],
      ['a', 'b-c'],
      ['a-b', 'c'],
    ];
    const keys = paths.map((path) => formatKey(...path));
    expect(new Set(keys).size).toBe(paths.length);
    for (const key of keys) expect(key).toMatch(/^[a-z0-9-]+$/);
  });

  test('has 127 characters at most, and ends with a digest where it would have more', () => {
    const keys = ['x', 'y'].map((end) => formatKey('platform', 'dc1', 'a'.repeat(63), `${'b'.repeat(63)}.${end}`));
    expect(keys.map((key) => key.length)).toEqual([127, 127]);
    expect(keys[0]).not.toBe(keys[1]);
    expect(keys[0]).toMatch(/b-[0-9a-f]{12}$/);
  });
});
