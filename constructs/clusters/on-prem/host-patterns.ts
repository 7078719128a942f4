import { z } from 'zod';
import { listAddresses } from '../../../src/schema/address-range';
import { addressRange, ipAddress, list } from '../../../src/schema/field-types';

/** Maximum number of hosts in a pattern: Kubernetes supports clusters of up to 5,000 nodes. */
const maxHosts = 5000;

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';

/** Name of a host and its node: an RFC 1123 subdomain that is valid as the label kubernetes.io/hostname. */
export const hostName = z
  .string()
  .max(63)
  .regex(
    new RegExp(String.raw`^${label}(\.${label})*$`),
    'must be a host name: write lower-case letters, digits and hyphens, with dots between labels, such as w1 or w1.dc1.example',
  );

/** Name of a host, or of several hosts with numbers: `w[01-40]`. */
const hostPattern = z.string().superRefine((pattern, context) => {
  const message = tryGetPatternError(pattern);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

function tryGetPatternError(pattern: string): string | undefined {
  const range = parsePattern(pattern);
  if (range === undefined) return hostName.safeParse(pattern).error?.issues[0]?.message;
  if (range.last < range.first) return 'must have the lower number first: write one such as w[01-40]';
  if (range.last - range.first >= maxHosts) return `must have at most ${maxHosts} hosts: write a smaller range`;
  const invalidName = expandPattern(pattern).find((name) => !hostName.safeParse(name).success);
  return invalidName === undefined
    ? undefined
    : `must have host names, and ${invalidName} is none: write one such as w[01-40]`;
}

/** Address of a host, or a range with one for each host of a pattern: `10.0.0.21-10.0.0.60`. */
const hostAddress = z.string().superRefine((address, context) => {
  const schema = address.includes('-') ? addressRange : ipAddress;
  for (const { message } of schema.safeParse(address).error?.issues ?? [])
    context.addIssue({ code: 'custom', message });
});

/** IP addresses of hosts, by host name. Entries of several hosts, such as `'w[01-40]': '10.0.0.21-10.0.0.60'`, are expanded. */
export const hostAddresses = z
  .record(hostPattern, hostAddress)
  .meta({ examples: [{ w1: '10.0.0.21', w2: '10.0.0.22' }] })
  .transform((entries, context): Record<string, string> => {
    const hosts: Record<string, string> = {};
    for (const [pattern, range] of Object.entries(entries)) {
      const names = expandPattern(pattern);
      const addresses = listAddresses(range, maxHosts + 1);
      const message = tryGetEntryError(names, addresses.length, hosts);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [pattern], message });
      for (const [index, name] of names.entries()) hosts[name] = addresses[index] ?? '';
    }
    return hosts;
  });

/** Returns a schema of values by host name. An entry of several hosts, such as `'w[01-40]'`, is expanded: all have its value. */
export const valuesByHost = <T extends z.ZodType>(value: T) =>
  z.record(hostPattern, value).transform((entries, context): Record<string, z.output<T>> => {
    const hosts: Record<string, z.output<T>> = {};
    for (const [pattern, hostValue] of Object.entries(entries)) {
      const names = expandPattern(pattern);
      const message = tryGetDuplicateError(names, hosts);
      if (message !== undefined) context.addIssue({ code: 'custom', path: [pattern], message });
      for (const name of names) hosts[name] = hostValue;
    }
    return hosts;
  });

function tryGetDuplicateError(names: readonly string[], hosts: Readonly<Record<string, unknown>>): string | undefined {
  const duplicate = names.find((name) => name in hosts);
  return duplicate === undefined
    ? undefined
    : `contains ${duplicate}, which another entry defines: write each host once`;
}

function tryGetEntryError(
  names: readonly string[],
  addressCount: number,
  hosts: Readonly<Record<string, string>>,
): string | undefined {
  const duplicateError = tryGetDuplicateError(names, hosts);
  if (duplicateError !== undefined) return duplicateError;
  if (names.length === addressCount) return undefined;
  const [nameCount, count] = [formatCount(names.length, 'host'), formatCount(addressCount, 'address')];
  return `has ${nameCount} and ${count}: write as many addresses, such as 'w[01-40]': '10.0.0.21-10.0.0.60'`;
}

function formatCount(count: number, noun: 'host' | 'address'): string {
  if (count === 1) return `1 ${noun}`;
  return `${count > maxHosts ? `more than ${maxHosts}` : count} ${noun === 'host' ? 'hosts' : 'addresses'}`;
}

/** List of host names, in which patterns are expanded. */
export const hostNames = list(hostPattern)
  .meta({ examples: [['w1', 'w2']] })
  .transform((patterns): readonly string[] => patterns.flatMap(expandPattern));

/** Numbers of a pattern, and what is before and after them. */
interface Pattern {
  readonly before: string;
  readonly first: number;
  readonly last: number;
  /** Number of digits, with leading zeros. */
  readonly width: number;
  readonly after: string;
}

function parsePattern(pattern: string): Pattern | undefined {
  const [, before = '', first = '', last = '', after = ''] =
    /^([^[\]]*)\[(\d{1,9})-(\d{1,9})\]([^[\]]*)$/.exec(pattern) ?? [];
  return first === '' ? undefined : { before, first: Number(first), last: Number(last), width: first.length, after };
}

/** Lists the names of a pattern in ascending order: w01, w02, … for `w[01-40]`; the name itself if it is none. */
function expandPattern(pattern: string): readonly string[] {
  const range = parsePattern(pattern);
  if (range === undefined) return [pattern];
  const { before, first, last, width, after } = range;
  return Array.from(
    { length: Math.min(last - first + 1, maxHosts) },
    (_, index) => `${before}${String(first + index).padStart(width, '0')}${after}`,
  );
}
