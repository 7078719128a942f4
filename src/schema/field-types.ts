import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isAscendingRange } from './address-range';
import { nameSchema } from './json-schema';
import { parseQuantity } from './quantity';

/** Readonly list; also accepts input that is written with `as const`. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** List of at least one item. */
export const nonEmptyList = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1, 'must not be empty: write at least one item').readonly();

/** DNS label (RFC 1123), as Kubernetes requires for most names. */
export const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be a DNS label: write at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  )
  // The trees of cdktf and cdk8s are plain objects, whose inherited property `constructor` such an id would hit.
  .refine((name) => name !== 'constructor', 'is reserved: write another name')
  .meta({ examples: ['shop'] });

/** DNS label that begins with a letter (RFC 1035), as Services of Kubernetes and resources of Terraform require. */
export const rfc1035Label = z
  .string()
  .regex(
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be an RFC 1035 label: write at most 63 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit',
  )
  // As for `dnsLabel`: names become ids in trees of plain objects.
  .refine((name) => name !== 'constructor', 'is reserved: write another name')
  .meta({ examples: ['shop'] });

/** Object with DNS labels as keys. */
export const recordByName = <T extends z.ZodType>(value: T) => z.record(dnsLabel, value);

/** Host name with at least two labels (RFC 1123 subdomain), such as `shop.acme.example`. */
export const hostname = z
  .string()
  .max(253)
  .regex(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'must be a host name: write labels of lower-case letters, digits and hyphens, joined by dots, such as shop.acme.example',
  )
  .meta({ examples: ['shop.acme.example'] });

/** IPv4 or IPv6 address. */
export const ipAddress = z
  .string()
  .refine(
    (address) =>
      ipaddr.isValid(address) && (ipaddr.IPv6.isValid(address) || ipaddr.IPv4.isValidFourPartDecimal(address)),
    'must be an IP address: write one such as 10.0.0.11',
  )
  .meta({ examples: ['10.0.0.11'] });

/** Address range in CIDR notation that begins with the network address, such as `10.244.0.0/16`. */
export const cidr = z
  .string()
  .superRefine((range, context) => {
    const message = tryGetCidrError(range);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ examples: ['192.0.2.0/24'] });

function tryGetCidrError(range: string): string | undefined {
  if (!ipaddr.IPv6.isValidCIDR(range) && !ipaddr.IPv4.isValidCIDRFourPartDecimal(range))
    return 'must be a CIDR: write a range such as 10.244.0.0/16';
  const [address, prefixLength] = ipaddr.parseCIDR(range);
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const networkAddress = family.networkAddressFromCIDR(range).toString();
  return networkAddress === address.toString()
    ? undefined
    : `must begin with the first address of its range: write ${networkAddress}/${prefixLength}`;
}

/** Address range: a CIDR, or first and last address, such as `10.0.9.10-10.0.9.40`. */
export const addressRange = z
  .string()
  .superRefine((range, context) => {
    const message = tryGetAddressRangeError(range);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  })
  .meta({ examples: ['10.0.9.10-10.0.9.40'] });

function tryGetAddressRangeError(range: string): string | undefined {
  if (range.includes('/')) return tryGetCidrError(range);
  const addresses = range.split('-');
  if (addresses.length !== 2 || !addresses.every((address) => ipAddress.safeParse(address).success))
    return 'must be an address range: write one such as 10.0.9.0/24 or 10.0.9.10-10.0.9.40';
  return isAscendingRange(range)
    ? undefined
    : 'must have two addresses of one IP family in ascending order: write the lower address first';
}

/**
 * Largest integer of most fields of Kubernetes, such as `replicas`.
 * @see https://kubernetes.io/docs/reference/generated/kubernetes-api/
 */
const maxInt32 = 2 ** 31 - 1;

/** Integer of a field with 32 bits. */
export const int32 = z.int().max(maxInt32);

/** Number of GiB that is at least 1 MiB, and that a quantity of Kubernetes can express. */
export const gibibytes = z
  .number()
  .min(0.001, 'must be at least 0.001: write a number of GiB')
  .lt(2 ** 33, 'must be less than 8589934592 (2^63 bytes): write a number of GiB');

/** Port number of TCP or UDP. */
export const port = z
  .int()
  .min(1)
  .max(65535)
  .meta({ examples: [8080] });

/**
 * Kubernetes quantity of CPU, memory or storage, such as `250m` or `512Mi`.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const quantity = z
  .string()
  .regex(
    /^([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$/,
    'must be a Kubernetes quantity: write one such as 250m, 0.5, 512Mi or 2Gi',
  )
  // Kubernetes rounds smaller quantities up to 1m, and limits larger ones to 2^63-1.
  .refine((text) => {
    const amount = parseQuantity(text);
    // Text that is no quantity has an error already.
    return Number.isNaN(amount) || amount === 0 || (amount >= 0.001 && amount < 2 ** 63);
  }, 'must be 0, or between 1m and 8E: write a quantity such as 250m or 2Gi')
  .meta({ examples: ['512Mi'] });

/** Container image with a tag or digest, so that a restart cannot change the version. */
export const image = z
  .string()
  .superRefine((reference, context) => {
    const match =
      /^(?:[a-zA-Z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?<tag>:[\w][\w.-]{0,127})?(?<digest>@sha256:[a-f0-9]{64})?$/.exec(
        reference,
      );
    if (!match) {
      context.addIssue({
        code: 'custom',
        message: 'must be an image: write one such as registry.acme.example/shop/web:1.4.2',
      });
    } else if (!match.groups?.tag && !match.groups?.digest) {
      context.addIssue({
        code: 'custom',
        message: `must have a tag or digest (a bare name resolves to :latest): write ${reference}:<version>`,
      });
    }
  })
  .meta({ examples: ['registry.acme.example/shop/web:1.4.2'] });

/** Reference to a key of an existing Secret. Definitions contain no secret values. */
export const secretKeyRef = z.strictObject({
  secret: dnsLabel.describe('name of an existing Secret'),
  key: z
    .string()
    .min(1)
    .meta({ examples: ['password'] })
    .describe('key of the Secret'),
});

/** Reference to a key of an existing Secret. */
export type SecretKeyRef = Readonly<z.infer<typeof secretKeyRef>>;

/** Any value of JSON. One instance, so that the JSON Schema defines it once. */
export const jsonValue = nameSchema('JsonValue', z.json());

/** Any value of JSON, as written in a definition. */
export type JsonValue = z.input<typeof jsonValue>;

/** Helm values for a chart: merged over the values of Plinth, so that every option of the chart can be set. */
export const helmValues = z
  .record(z.string(), jsonValue)
  .meta({ examples: [{ nodeSelector: { pool: 'platform' } }] })
  .describe('Helm values, merged over the values that Plinth sets');
