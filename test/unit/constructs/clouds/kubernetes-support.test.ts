import {
  checkKubernetesSupport,
  type KubernetesSupport,
  type VersionSupport,
} from '../../../../constructs/clouds/kubernetes-support';
import { aksVersions, aksSupport } from '../../../../constructs/azure/aks/versions';
import { eksVersions, eksSupport } from '../../../../constructs/aws/eks/versions';
import { gkeVersions, gkeSupport } from '../../../../constructs/google/gke/versions';

const service: KubernetesSupport<'1.32' | '1.33' | '1.34' | '1.35'> = {
  service: 'AKS',
  versions: {
    '1.32': { standard: '2026-03', extended: '2026-10' },
    '1.33': { standard: '2026-08', extended: '2027-07' },
    '1.34': { standard: '2026-11-30', extended: '2027-11-30' },
    '1.35': { standard: '2027-03-27', extended: '2028-03-27' },
  },
  verified: '2026-11-26',
  extendedSupport: 'long-term',
};

const check = (kubernetes: keyof typeof service.versions, support = 'standard') =>
  checkKubernetesSupport({ kubernetes, support }, service).map(({ severity, message, fix }) => [
    severity,
    message,
    fix,
  ]);

test('a version whose support ended is an error, with the support that costs more as an alternative', () => {
  expect(check('1.33')).toEqual([
    [
      'error',
      'the standard support of AKS for it ended in 2026-08',
      "write '1.35', or support: 'long-term', which ends in 2027-07 and costs more",
    ],
  ]);
  expect(check('1.33', 'long-term')).toEqual([]);
  expect(check('1.32', 'long-term')).toEqual([
    ['error', 'the long-term support of AKS for it ended in 2026-10', "write '1.35'"],
  ]);
});

test('a version whose support ends within three months is a warning', () => {
  expect(check('1.34')).toEqual([
    [
      'warning',
      'the standard support of AKS for it ends on 2026-11-30',
      "upgrade to '1.35', one minor version at a time, or support: 'long-term', which ends on 2027-11-30 and costs more",
    ],
  ]);
  expect(check('1.34', 'long-term')).toEqual([]);
  expect(check('1.35')).toEqual([]);
});

test('the default versions of EKS, AKS and GKE have no warning', () => {
  const newest = { kubernetes: '1.35', support: 'standard' } as const;
  expect([
    ...checkKubernetesSupport(newest, eksSupport),
    ...checkKubernetesSupport(newest, aksSupport),
    ...checkKubernetesSupport(newest, gkeSupport),
  ]).toEqual([]);
});

test('the tables of versions are ascending, and extended support ends later', () => {
  const tables: readonly Readonly<Record<string, VersionSupport>>[] = [eksVersions, aksVersions, gkeVersions];
  for (const versions of tables) {
    const ends = Object.values(versions).map(({ standard }) => standard);
    expect(ends).toEqual([...ends].sort());
    for (const { standard, extended } of Object.values(versions)) expect(extended > standard).toBe(true);
  }
});
