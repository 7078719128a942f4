import { isHarmless, isReference } from './harmless-values';
import { resolveNameMeaning } from './secret-names';
import { tryGetTokenLabel } from './token-formats';

/**
 * Name and value in a text: `--password=x`, `?password=x`, `Password=x;`, `export DB_PASS="x"`, `password = "x"`. The
 * value may contain another assignment: `--set=password=x`.
 */
const equalsAssignment =
  /(?<![\w.-])-{0,2}([A-Za-z_][\w.-]{0,80})\\?["']?[ \t]{0,3}(?<![!<>=~])(?:=>|:?=(?![=~]))[ \t]{0,3}(?=\\?(?:"([^"\n]{0,200})|'([^'\n]{0,200})|([^\s"';&,)}\]]{1,200})))/g;

/** Name and value in YAML, JSON or an HTTP header. A colon in prose and in names of images is none. */
const colonAssignment =
  /(?:^|[\n{,["'])[ \t-]*\\?["']?([A-Za-z_][\w.-]{0,80})(?:\\?["'][ \t]*:[ \t]*|[ \t]*:[ \t]+)\\?(?:"([^"\n]{0,200})|'([^'\n]{0,200})|([^\s"',}\]]{1,200}))/g;

/** Option of a command, and its value: `--password x`. */
const commandOption = /(?<!\S)--?([A-Za-z][\w.-]{2,80})[ \t]+()()((?!-)[^\s"';&|]{1,200})/g;

/** Element of XML. */
const xmlElement = /<([A-Za-z_][\w.-]{0,80})>()()([^<\n]{1,200})<\//g;

/** Beginning of a reference in a script or template, whose end the patterns above may not contain. */
const beginsWithReference = /^(?:[$%]?[({<[]|\$[A-Za-z_][\w.]*$)/;

/** A part of every name of a secret; most texts contain none. */
const partOfName = /pass|pw|token|secret|key|cred|auth|salt|hmac|docker/i;

/** Credentials of a URL: between `://` and the last `@` before the host's path. */
const urlCredentials = /[a-z][a-z0-9+.-]{0,20}:\/\/([^\s/@"'<>]*(?:@[^\s/@"'<>]*)*)@/gi;

const authorizationHeader = /\b(?:authorization["']?\s*[:=]\s*["']?)(?:bearer|basic|token|apikey|digest)\s+([^\s"']+)/i;
const authorizationValue = /^\s*(?:bearer|basic|token)\s+((?=\S*\d|\S{16})\S{6,})\s*$/i;
const curlUser = /\bcurl\b.{0,300}\s(?:-u|--user)[= ]?\s*["']?([^\s:"']+:[^\s"']+)/;

/** Credentials of a registry in Docker's and containerd's configuration: user and password in Base64. */
const registryCredentials = /\bauth\\?["']?\s*[:=]\s*\\?["']?([A-Za-z0-9+/]{4,}={0,2})/g;

const base64Run = /[A-Za-z0-9+/]{32,}={0,2}/g;
const awsSecretKey = /(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=_.-])/g;

/** Returns what a text contains that looks like a secret, such as `a URL with a password`; undefined for none. */
export function tryGetSecretLabel(text: string): string | undefined {
  return (
    tryGetTokenLabel(text) ??
    (text.includes('://') && hasUrlCredentials(text) ? 'a URL with a password or token' : undefined) ??
    (hasAuthorization(text) ? 'credentials of an HTTP request' : undefined) ??
    tryGetAssignmentLabel(text) ??
    (text.length < 40 || !hasAwsSecretKey(text) ? undefined : 'a secret access key of AWS') ??
    (text.length < 32 ? undefined : tryGetEncodedLabel(text))
  );
}

function hasUrlCredentials(text: string): boolean {
  return matchAll(urlCredentials, text).some(([, credentials = '']) => {
    const colon = credentials.indexOf(':');
    if (colon === -1) return isLongToken(credentials) && !isReference(credentials);
    const [user, password] = [credentials.slice(0, colon), credentials.slice(colon + 1)];
    return password === '' ? isLongToken(user) && !isReference(user) : !isUrlReference(password);
  });
}

/** In a URL, only a reference that is the whole password is one: a password may contain `$`. */
function isUrlReference(password: string): boolean {
  return /^(?:\$\([^()]+\)|\$\{[^{}]+\}|\$[A-Z_][A-Z0-9_]*|\{\{.*\}\}|%\([^()]+\)s|<[^<>]*|\*+)$/.test(password);
}

/** User of a URL that is a token: long, and with digits or in mixed case. Names of users are shorter. */
function isLongToken(user: string): boolean {
  return user.length >= 12 && /[A-Za-z]/.test(user) && /\d/.test(user);
}

function hasAuthorization(text: string): boolean {
  if (!text.includes(' ')) return false;
  const value = authorizationHeader.exec(text)?.[1] ?? authorizationValue.exec(text)?.[1] ?? curlUser.exec(text)?.[1];
  return value !== undefined && !/^[$<{*]/.test(value) && !/^\d+:\d+$/.test(value);
}

function tryGetAssignmentLabel(text: string): string | undefined {
  if (!/[=: ]/.test(text) || !partOfName.test(text)) return undefined;
  for (const pattern of [equalsAssignment, colonAssignment, commandOption, xmlElement]) {
    for (const [, name = '', quoted, singleQuoted, plain] of matchAll(pattern, text)) {
      const value = quoted ?? singleQuoted ?? plain ?? '';
      if (isSecretAssignment(name, (value === '' ? plain : value) ?? '')) return 'a value with the name of a secret';
    }
  }
  const hasRegistryCredentials = matchAll(registryCredentials, text).some(([, encoded = '']) =>
    /^[^\s:]+:[^\s]+$/.test(decodeBase64(encoded) ?? ''),
  );
  return hasRegistryCredentials ? 'credentials of a registry' : undefined;
}

function isSecretAssignment(name: string, value: string): boolean {
  const meaning = resolveNameMeaning(name);
  return meaning !== 'none' && !beginsWithReference.test(value) && !isHarmless(value.replace(/\\+$/, ''), meaning);
}

function hasAwsSecretKey(text: string): boolean {
  return matchAll(awsSecretKey, text).some(
    ([key]) =>
      (key.match(/[A-Z]/g) ?? []).length >= 4 &&
      (key.match(/[a-z]/g) ?? []).length >= 4 &&
      /\d/.test(key) &&
      entropy(key) >= 4.2,
  );
}

/** Returns the label of a secret that is encoded in Base64. */
function tryGetEncodedLabel(text: string): string | undefined {
  for (const [run] of matchAll(base64Run, text)) {
    const decoded = decodeBase64(run);
    const label = decoded === undefined ? undefined : tryGetSecretLabel(decoded);
    if (label !== undefined) return `${label} in Base64`;
  }
  return undefined;
}

/** Decodes Base64; undefined where the result is not printable text. */
function decodeBase64(text: string): string | undefined {
  const complete = text.replace(/=+$/, '');
  try {
    const decoded = atob(complete.length % 4 === 1 ? complete.slice(0, -1) : complete);
    return /^[\t\n\r -~]+$/.test(decoded) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** Shannon entropy of the characters of a text, in bits per character. */
function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
}

function matchAll(pattern: RegExp, text: string): readonly RegExpExecArray[] {
  return [...text.matchAll(pattern)];
}
