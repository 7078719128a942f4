import { digest } from '../digest';

/** Rule for the names of the resources of a service. */
export interface NameRule {
  /** Maximum number of characters. */
  readonly maxLength: number;
  /** Characters and form, for names of at most `maxLength` characters. */
  readonly pattern: RegExp;
  /** Completes the sentence "must have …". */
  readonly description: string;
  /** Page of the cloud that documents the rule. */
  readonly source: string;
}

/**
 * Returns what is wrong with a name, for an error message; undefined for a valid name.
 * @param cloud name of the cloud for people, such as `AWS`
 */
export function tryGetNameError(
  { maxLength, pattern, description, source }: NameRule,
  name: string,
  cloud: string,
): string | undefined {
  if (name.length > maxLength)
    return `its name in ${cloud}, '${name}', has more than ${maxLength} characters (${source})`;
  return pattern.test(name) ? undefined : `its name in ${cloud}, '${name}', must have ${description} (${source})`;
}

/** Length of the digest that replaces the end of a name that is too long. */
const digestLength = 8;

/**
 * Returns the name of a resource that only programs read. A name that the cloud would refuse is changed, and ends with a
 * digest of the whole name then: one that is too long is shortened, repeated hyphens become one, and a name that begins
 * with a digit gets a letter.
 * @param parts names of platform, cluster, tenant and so on: DNS labels
 */
export function formatName({ maxLength, pattern }: NameRule, parts: readonly string[]): string {
  const name = parts.join('-');
  if (name.length <= maxLength && pattern.test(name)) return name;
  const letterFirst = /^[a-z]/i.test(name) ? name : `n${name}`;
  const start = letterFirst.replace(/-+/g, '-').slice(0, maxLength - digestLength - 1);
  return `${start.replace(/-+$/, '')}-${digest(name).slice(0, digestLength)}`;
}
