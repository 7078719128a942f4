import fc from 'fast-check';
import { tryGetCronError, tryGetTimeZoneError } from '../../../src/schema/cron';

describe('a cron schedule', () => {
  it.each([
    '0 3 * * *',
    '@daily',
    '*/5 0-6,12 1,15 jan-MAR mon',
    '5/15 * * * *',
    '0 0 ? * ?',
    '*/100 * * * *',
    '0 0 29 2 *',
    '0 0 31 2 1',
    '0  3  *  *  *',
    '59 23 31 12 6',
    '0 0 30-31 * *',
  ])('may be %s', (schedule) => {
    expect(tryGetCronError(schedule)).toBeUndefined();
  });

  it.each([
    ['61 25 * * *', 'has an invalid minute, 61: write numbers from 0 to 59'],
    ['0 24 * * *', 'has an invalid hour, 24'],
    ['0 0 0 * *', 'has an invalid day of month, 0'],
    ['0 0 1 13 *', 'has an invalid month, 13: write numbers from 1 to 12 or names such as feb'],
    ['0 0 * * 7', 'has an invalid day of week, 7'],
    ['50-10 * * * *', 'has an invalid minute, 50-10'],
    ['*/0 * * * *', 'has an invalid minute, */0'],
    ['0 0 L * *', 'has an invalid day of month, L'],
    ['0 0 * * 5#2', 'has an invalid day of week, 5#2'],
    ['mon 0 * * *', 'has an invalid minute, mon'],
    ['0 0 1, * *', 'has an invalid day of month, : write'],
    ['0 3 * *', 'must be a cron schedule: write five fields'],
    ['0 0 3 * * *', 'must be a cron schedule'],
    ['TZ=Etc/UTC 3 * * *', 'has an invalid minute, TZ=Etc/UTC'],
    ['@fortnightly', 'must be a cron schedule'],
    ['0 0 31 2 *', 'never occurs'],
    ['0 0 30 feb *', 'never occurs'],
    ['0 0 31 4,6,9,11 *', 'never occurs'],
  ])('must not be %s', (schedule, message) => {
    expect(tryGetCronError(schedule)).toContain(message);
  });

  it('has values within the bounds of each field', () => {
    const bounds = [
      [0, 59],
      [0, 23],
      [1, 31],
      [1, 12],
      [0, 6],
    ] as const;
    fc.assert(
      fc.property(fc.nat(4), fc.integer({ min: 0, max: 70 }), (index, value) => {
        const fields: (string | number)[] = ['*', '*', '*', '*', '*'];
        fields[index] = value;
        const [min, max] = bounds[index] as readonly [number, number];
        expect(tryGetCronError(fields.join(' ')) === undefined).toBe(value >= min && value <= max);
      }),
    );
  });

  it('occurs if a month that it names has a day that it names', () => {
    const days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 1, max: 12 }), (day, month) => {
        expect(tryGetCronError(`0 0 ${day} ${month} *`) === undefined).toBe(day <= (days[month - 1] ?? 0));
      }),
      { numRuns: 400 },
    );
  });
});

describe('a time zone', () => {
  it.each(['Etc/UTC', 'UTC', 'Europe/Oslo', 'US/Eastern', 'Asia/Calcutta', 'America/Argentina/Buenos_Aires'])(
    'may be %s',
    (timeZone) => {
      expect(tryGetTimeZoneError(timeZone)).toBeUndefined();
    },
  );

  it.each(['Mars/Olympus', '', 'Local', '+01:00', 'Europe/Oslo ', '../etc/passwd'])('must not be %j', (timeZone) => {
    expect(tryGetTimeZoneError(timeZone)).toContain('must be an IANA time zone: write one such as');
  });

  it('is written with the upper and lower case of the database', () => {
    expect(tryGetTimeZoneError('europe/oslo')).toBe('must be an IANA time zone: write Europe/Oslo');
  });
});
