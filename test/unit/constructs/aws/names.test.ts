import { formatName, nameRules, tryGetNameError } from '../../../../constructs/aws/cloud/names';

describe('names of AWS resources', () => {
  test.each([
    ['eks-cluster', 'a'.repeat(101), 'more than 100 characters'],
    ['iam-role', 'a'.repeat(65), 'more than 64 characters'],
    ['rds-instance', 'shop--orders', 'single hyphens'],
    ['rds-instance', '1st', 'begin with a letter'],
    ['elasticache-group', 'a'.repeat(41), 'more than 40 characters'],
    ['s3-bucket', 'ab', 'at least three'],
    ['s3-bucket', 'xn--shop', 'no prefix or suffix that S3 reserves'],
    ['s3-bucket', 'shop--x-s3', 'no prefix or suffix that S3 reserves'],
  ] as const)('of %s refuse %s', (service, name, message) => {
    expect(tryGetNameError(service, name)).toContain(message);
  });

  test.each(Object.keys(nameRules) as (keyof typeof nameRules)[])('of %s accept a short name', (service) => {
    expect(tryGetNameError(service, 'acme-prod-orders')).toBeUndefined();
    expect(nameRules[service].source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
  });

  test('that only programs read are shortened, and remain different and valid', () => {
    const [first, second] = ['orders', 'orders2'].map((name) => formatName('iam-role', 'a'.repeat(60), name));
    expect(first).not.toBe(second);
    for (const name of [first, second]) expect(tryGetNameError('iam-role', name ?? '')).toBeUndefined();
    expect(formatName('iam-role', 'acme', 'web')).toBe('acme-web');
  });

  test.each(Object.keys(nameRules) as (keyof typeof nameRules)[])('of %s are valid for all DNS labels', (service) => {
    const names = [
      ['1shop', 'a'],
      ['shop--b', 'prod'],
      ['xn--a', 'b'],
      ['a', 'x--table-s3'],
      ['a'.repeat(63), 'b'.repeat(63)],
    ].map((parts) => formatName(service, ...parts));
    expect(names.map((name) => tryGetNameError(service, name)).filter((message) => message !== undefined)).toEqual([]);
  });
});
