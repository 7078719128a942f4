import {
  compareMarker,
  isSafeToApply,
  type LockedCluster,
  type MarkerReading,
} from '../../../src/changes/marker-findings';
import { testing } from '../../support/kinds';
import { validPlatform } from '../../support/problems';

const [plan] = testing.plan(validPlatform).clusters;
if (!plan) throw new Error('the platform has a cluster');
const [locked, current, unknown] = ['1', '2', '3'].map((digit) => digit.repeat(64));
const cluster = { ...plan, digest: current ?? '' };
const unreachable: MarkerReading = { type: 'unreachable', reason: 'connection refused' };

const marker = (digest = '', overrides: object = {}) => ({
  platform: plan.clusterInfo.platform,
  cluster: plan.name,
  digest,
  plinth: '0.1.0',
  ...overrides,
});
const read = (...markers: readonly ReturnType<typeof marker>[]): MarkerReading => ({ type: 'markers', markers });
const lock = (
  expectedDigests: readonly (string | undefined)[] = [],
  isIncomplete = false,
  wasCompleted = !isIncomplete,
): LockedCluster => ({
  expectedDigests: expectedDigests.filter((digest) => digest !== undefined),
  isIncomplete,
  wasCompleted,
});

describe('the marker of a cluster', () => {
  it.each([
    ['matches the lock', lock([locked]), read(marker(locked)), 'matches', /^the lock records what was applied/],
    ['is absent before the first apply', lock(), read(), 'not-applied', /^nothing was applied yet$/],
    [
      'is old after an interrupted apply',
      lock([locked, current], true),
      read(marker(locked)),
      'incomplete',
      /plinth apply$/,
    ],
    ['is absent after an interrupted first apply', lock([current], true), read(), 'incomplete', /plinth apply$/],
    [
      'is ahead of a lock that was not written',
      lock([locked]),
      read(marker(current)),
      'not-locked',
      /^lock not written: .* run plinth lock/,
    ],
    [
      'matches one of two while the delivery changes',
      lock([locked]),
      read(marker(unknown), marker(locked)),
      'matches',
      /^the lock/,
    ],
  ])('%s: an apply is safe', (_, lockedCluster, reading, state, message) => {
    const finding = compareMarker(cluster, lockedCluster, reading);
    expect(finding).toMatchObject({ cluster: plan.name, state, message: expect.stringMatching(message) as string });
    expect(isSafeToApply(finding)).toBe(true);
  });

  it.each([
    [
      'is from another checkout',
      lock([locked]),
      read(marker(unknown)),
      'unknown-definition',
      new RegExp(`is not the locked one .* .git log --all -S ${unknown} -- plinth\\.lock\\.json`),
    ],
    ['exists, and no lock does', lock(), read(marker(unknown)), 'unknown-definition', /that no lock here records/],
    [
      'is that of another platform',
      lock([locked]),
      read(marker(locked, { platform: 'other' })),
      'other-platform',
      /of platform 'other': correct how clusters\.a is reached/,
    ],
    [
      'is that of another cluster',
      lock([locked]),
      read(marker(locked, { cluster: 'b' })),
      'other-platform',
      /^the kubeconfig reaches cluster 'b'/,
    ],
    ['is lost', lock([locked]), read(), 'missing', /the cluster was created again/],
    ['cannot be read', lock([locked]), unreachable, 'unreachable', /\(connection refused\): correct how clusters\.a /],
    [
      'cannot be read, and exists',
      lock(),
      unreachable,
      'unreachable',
      /\(connection refused\): correct how clusters\.a /,
    ],
  ])('%s: an apply is refused', (_, lockedCluster, reading, state, message) => {
    const finding = compareMarker(cluster, lockedCluster, reading);
    expect(finding).toMatchObject({ state, message: expect.stringMatching(message) as string });
    expect(isSafeToApply(finding)).toBe(false);
  });

  it('cannot be read before Plinth creates the cluster: an apply is safe', () => {
    const finding = compareMarker({ ...cluster, createdByPlinth: true }, lock(), unreachable);
    expect(finding.state).toBe('not-applied');
    expect(isSafeToApply(finding)).toBe(true);
  });
});

test('a first apply that failed before its cluster existed is continued', () => {
  const created = { ...cluster, createdByPlinth: true };
  const finding = compareMarker(created, lock([current], true), unreachable);
  expect(finding).toMatchObject({
    state: 'incomplete',
    message: expect.stringContaining('(connection refused)') as string,
  });
  expect(isSafeToApply(finding)).toBe(true);
  expect(compareMarker(created, lock([locked, current], true, true), unreachable).state).toBe('unreachable');
  expect(compareMarker({ ...cluster, createdByPlinth: false }, lock([current], true), unreachable).state).toBe(
    'unreachable',
  );
});
