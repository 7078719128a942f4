import { cloudAccounts } from '../../integration/cloud/accounts';
import { listRemainingStacks, removeDestroyProtection } from '../../integration/cloud/remaining-stacks';

test('stacks that plinth destroy retains are destroyed in the reverse order of their apply', () => {
  expect(
    listRemainingStacks({
      apply: ['test-network', 'test-data', 'shop-test-data', 'test-infrastructure', 'test-platform'],
      destroy: ['test-platform', 'test-infrastructure'],
    }),
  ).toEqual(['shop-test-data', 'test-data', 'test-network']);
});

test('a stack can be destroyed without its protection, and is not changed otherwise', () => {
  const stack = {
    provider: { google: [{ project: 'acme' }] },
    resource: {
      google_kms_crypto_key: { key: { name: 'a', lifecycle: { prevent_destroy: true, ignore_changes: ['b'] } } },
      google_compute_network: { network: { name: 'c' } },
      google_storage_bucket: { bucket: { name: 'd', force_destroy: false } },
    },
  };
  expect(JSON.parse(removeDestroyProtection(JSON.stringify(stack)))).toEqual({
    ...stack,
    resource: {
      ...stack.resource,
      google_kms_crypto_key: { key: { name: 'a', lifecycle: { prevent_destroy: false, ignore_changes: ['b'] } } },
      google_storage_bucket: { bucket: { name: 'd', force_destroy: true } },
    },
  });
});

test('a dry run has a value for each variable of an account', () => {
  for (const { variables, sampleValues } of Object.values(cloudAccounts))
    expect(Object.keys(sampleValues).sort()).toEqual(Object.keys(variables).sort());
});
