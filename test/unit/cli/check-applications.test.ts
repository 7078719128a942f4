import { compareApplications } from '../../../src/cli/check-applications';
import { formatReleaseFinding } from '../../../src/cli/release-finding';

/** Compares the Application `web` with this list of Applications. */
const check = (json: string) => compareApplications('prod', [{ name: 'web' }], json).map(formatReleaseFinding);

const list = (status: object) => JSON.stringify({ items: [{ metadata: { name: 'web' }, status }] });

test.each([
  ['synced and healthy', { sync: { status: 'Synced' }, health: { status: 'Healthy' } }, []],
  ['on the way', { sync: { status: 'Synced' }, health: { status: 'Progressing' } }, []],
  [
    'changed on the cluster',
    {
      sync: { status: 'OutOfSync', revision: '0123456789abcdef' },
      health: { status: 'Healthy' },
      resources: [
        { kind: 'Deployment', namespace: 'shop', name: 'web', status: 'OutOfSync' },
        { kind: 'Service', namespace: 'shop', name: 'web', status: 'Synced' },
      ],
    },
    ['release web: is OutOfSync with revision 0123456789ab: Deployment shop/web'],
  ],
  [
    'not comparable',
    { sync: { status: 'Unknown' }, conditions: [{ type: 'ComparisonError', message: 'secret' }] },
    ['release web: is Unknown (ComparisonError)'],
  ],
  ['degraded', { sync: { status: 'Synced' }, health: { status: 'Degraded' } }, ['release web: is Degraded']],
])('an Application of Argo CD that is %s', (_, status, findings) => {
  expect(check(list(status))).toEqual(findings);
});

test('a release without an Application of Argo CD is missing', () => {
  expect(check('{"items":[]}')).toEqual(['release web: has no Application of Argo CD']);
  expect(check('{"items":[{}]}')).toEqual([
    'the Applications of Argo CD cannot be read: their status has another format',
  ]);
});
