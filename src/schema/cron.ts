interface CronField {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  /** Names that stand for numbers, beginning with `min`. */
  readonly names: readonly string[];
}

const dayField: CronField = { name: 'day of month', min: 1, max: 31, names: [] };

const monthField: CronField = {
  ...{ name: 'month', min: 1, max: 12 },
  names: ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'],
};

const cronFields: readonly CronField[] = [
  { name: 'minute', min: 0, max: 59, names: [] },
  { name: 'hour', min: 0, max: 23, names: [] },
  dayField,
  monthField,
  // Unlike other cron programs, Kubernetes has no 7 for Sunday.
  { name: 'day of week', min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
];

/** Days of each month, in a leap year. */
const monthLengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const example = 'write five fields, such as 0 3 * * *, or @daily';

/**
 * Returns what is wrong with a schedule of a CronJob; undefined for a schedule that Kubernetes accepts and that
 * occurs. Other parsers accept more than that of Kubernetes, such as `L`, `5#2` and 7 for Sunday.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 * @see https://github.com/robfig/cron/blob/v3.0.1/parser.go
 */
export function tryGetCronError(schedule: string): string | undefined {
  if (/^@(yearly|annually|monthly|weekly|daily|midnight|hourly)$/.test(schedule)) return undefined;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== cronFields.length) return `must be a cron schedule: ${example}`;
  for (const [index, field] of cronFields.entries()) {
    const message = tryGetFieldError(fields[index] ?? '', field);
    if (message !== undefined) return message;
  }
  const [, , days = '', months = '', weekdays = ''] = fields;
  // Where both are restricted, a day of month or a day of week is enough.
  if (weekdays !== '*' && weekdays !== '?') return undefined;
  const firstDay = Math.min(...listItems(days, dayField).map(({ first }) => first));
  const longestMonth = Math.max(...listValues(months, monthField).map((month) => monthLengths[month - 1] ?? 0));
  return firstDay <= longestMonth ? undefined : 'never occurs: write a day of month that the month has';
}

function tryGetFieldError(text: string, field: CronField): string | undefined {
  const { name, min, max, names } = field;
  const value = ['[0-9]+', ...names].join('|');
  const item = new RegExp(`^([*?]|(${value})(-(${value}))?)(/[0-9]+)?$`, 'i');
  const values = `${min} to ${max}${names.length > 0 ? ` or names such as ${names[1]}` : ''}`;
  const invalid = text.split(',').find((part) => {
    if (!item.test(part)) return true;
    const { first, last, step } = parseItem(part, field);
    return first < min || last > max || first > last || step < 1;
  });
  return invalid === undefined
    ? undefined
    : `has an invalid ${name}, ${invalid}: write numbers from ${values}, ranges such as ${min}-${max}, steps such as */5, or *`;
}

function parseItem(part: string, { min, max, names }: CronField) {
  const [range = '', step = '1'] = part.split('/');
  const toNumber = (text: string) => {
    const position = names.indexOf(text.toLowerCase());
    return position < 0 ? Number(text) : position + min;
  };
  if (range === '*' || range === '?') return { first: min, last: max, step: Number(step) };
  const [first = '', last] = range.split('-');
  // `5/15` begins at 5 and has no end.
  const end = last ?? (part.includes('/') ? String(max) : first);
  return { first: toNumber(first), last: toNumber(end), step: Number(step) };
}

function listItems(text: string, field: CronField) {
  return text.split(',').map((part) => parseItem(part, field));
}

function listValues(text: string, field: CronField): readonly number[] {
  return listItems(text, field).flatMap(({ first, last, step }) =>
    Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step),
  );
}

/**
 * Returns what is wrong with a time zone; undefined for one that Kubernetes accepts. It looks names up in the IANA
 * database, with upper and lower case.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#time-zones
 */
export function tryGetTimeZoneError(timeZone: string): string | undefined {
  const message = 'must be an IANA time zone: write one such as Etc/UTC or Europe/Oslo';
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(timeZone) || timeZone.toLowerCase() === 'local') return message;
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    return message;
  }
  const sameLetters = Intl.supportedValuesOf('timeZone').find((name) => name.toLowerCase() === timeZone.toLowerCase());
  return sameLetters === undefined || sameLetters === timeZone
    ? undefined
    : `must be an IANA time zone: write ${sameLetters}`;
}
