import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { isAscendingRange } from './address-range';

/** A list; readonly, so that what is written with `as const` fits too. */
export const list = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** A list with something in it. */
export const nonEmptyList = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1, 'an empty list: write at least one').readonly();

/** A DNS label (RFC 1123): what Kubernetes wants of most names. */
export const dnsLabel = z
  .string()
  .regex(
    /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'not a DNS label: write at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit',
  )
  // The one label that objects of JavaScript, and so the trees of cdktf and cdk8s, have already.
  .refine((text) => text !== 'constructor', 'taken by the tools that Plinth is made of: write another name');

/** A DNS label that begins with a letter (RFC 1035): what Services of Kubernetes and resources of Terraform want. */
export const rfc1035Label = z
  .string()
  .regex(
    /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'not a name: write at most 63 lower-case letters, digits and hyphens, beginning with a letter and ending with a letter or digit',
  );

/** A name by label as the key of a record; zod checks keys too. */
export const recordByName = <T extends z.ZodType>(value: T) => z.record(dnsLabel, value);

/** A host name (RFC 1123 subdomain), such as `shop.acme.example`. */
export const hostname = z
  .string()
  .max(253)
  .regex(
    /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
    'not a host name: write labels of lower-case letters, digits and hyphens, joined by dots, such as shop.acme.example',
  );

/** An IPv4 or IPv6 address. */
export const ipAddress = z
  .string()
  .refine((text) => ipaddr.isValid(text) && (ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text)), {
    error: 'not an IP address: write one such as 10.0.0.11',
  });

/** A range of addresses, written from its first address on, such as 10.244.0.0/16. */
export const cidr = z.string().superRefine((text, context) => {
  if (!ipaddr.IPv6.isValidCIDR(text) && !ipaddr.IPv4.isValidCIDRFourPartDecimal(text)) {
    context.addIssue({ code: 'custom', message: 'not a CIDR: write a range such as 10.244.0.0/16' });
    return;
  }
  const [address, bits] = ipaddr.parseCIDR(text);
  const first = (address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(text).toString();
  if (first !== address.toString()) {
    context.addIssue({ code: 'custom', message: `not the first address of its range: write ${first}/${bits}` });
  }
});

/** A range of addresses, written as a CIDR or from its first to its last, such as 10.0.9.10-10.0.9.40. */
export const addressRange = z.string().superRefine((text, context) => {
  const message = addressRangeError(text);
  if (message !== undefined) context.addIssue({ code: 'custom', message });
});

function addressRangeError(text: string): string | undefined {
  if (text.includes('/')) return cidr.safeParse(text).error?.issues[0]?.message;
  const ends = text.split('-');
  if (ends.length !== 2 || !ends.every((end) => ipAddress.safeParse(end).success))
    return 'not a range of addresses: write one such as 10.0.9.0/24 or 10.0.9.10-10.0.9.40';
  return isAscendingRange(text)
    ? undefined
    : 'does not run from a lower address to a higher one: write the lower one first';
}

/** A port of TCP or UDP. */
export const port = z.int().min(1).max(65535);

/**
 * An amount of CPU or memory.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export const quantity = z
  .string()
  .regex(
    /^([0-9]+(\.[0-9]*)?|\.[0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?$/,
    'not a Kubernetes quantity: write one such as 250m, 0.5, 512Mi or 2Gi',
  );

/** An image with a tag or digest: what runs must not change by itself. */
export const image = z.string().superRefine((text, context) => {
  const reference =
    /^(?:[a-zA-Z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?<tag>:[\w][\w.-]{0,127})?(?<digest>@sha256:[a-f0-9]{64})?$/.exec(
      text,
    );
  if (!reference) {
    context.addIssue({
      code: 'custom',
      message: 'not an image: write one such as registry.acme.example/shop/web:1.4.2',
    });
  } else if (!reference.groups?.tag && !reference.groups?.digest) {
    context.addIssue({
      code: 'custom',
      message: `an image without tag or digest may change by itself: write ${text}:<version>`,
    });
  }
});

/** One key of a Secret that exists in the cluster: the only way to speak of a secret value. */
export const secretKeyRef = z.strictObject({
  secret: dnsLabel.describe('name of the Secret'),
  key: z.string().min(1).describe('key in it'),
});

/** One key of a Secret that exists in the cluster: the only way to speak of a secret value. */
export type SecretKeyRef = Readonly<z.infer<typeof secretKeyRef>>;

/** Helm values, merged last over those that Plinth sets: everything that a chart can do stays open. */
export const helmValues = z
  .record(z.string(), z.json())
  .describe('Helm values, merged last over those that Plinth sets');
