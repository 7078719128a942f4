import type { NameMeaning } from './secret-names';

/** Reference that Kubernetes, Terraform, Helm or a program replaces: `$(VAR)`, `${VAR}`, `{{ .x }}`, `%(x)s`. */
const reference = /\$\([^()]*\)?|\$\{[^{}]*\}?|\{\{.*?(?:\}\}|$)|%\([^()]*\)s/g;

/** Complete references: a variable, the key of a Secret in Argo CD's notation, a file or variable in Grafana's. */
const completeReference = /^(?:\$[A-Z_][A-Z0-9_]*|\$[a-z0-9.-]+:[\w.-]+|\$__\w+\{.*\}?)$/;

const setting = /^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?|required|optional)$/i;

const number = /^[-+]?\d+(?:\.\d+)?(?:ms|[smhdw%]|[kKMGT]i?B?)?$/;

/** Number that is no password: a flag, or a limit such as a minimal length. */
const smallNumber = /^\d{1,3}$/;

/** Absolute path, or relative path that begins with a dot or `~`, and names of files with the usual endings of keys, or of a key of SSH. */
const path =
  /^(?:(?:~|\.{1,2})?(?:\/[\w.@-]+)+\/?|file:\/\/\S+|[\w./-]+\.(?:pem|key|crt|txt|json|ya?ml|conf|env)|(?:[\w.-]+\/)*id_(?:rsa|ecdsa|ed25519)[\w.-]*)$/;

/** URL without user, password and parameters. */
const plainUrl = /^[a-z][a-z0-9+.-]*:\/\/[^\s@?]+$/i;

/** ID of a key in a key management service of a cloud. */
const managedKey =
  /^(?:arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key|alias)\/[\w/-]+|projects\/[a-z0-9-]+\/locations\/[a-z0-9-]+\/keyRings\/[\w-]+\/cryptoKeys\/[\w-]+)$/;

/** Name of an HTTP header. */
const header = /^(?:X(?:-[A-Za-z]+)+|(?:[A-Z][a-z]+-)*(?:Token|Authorization|Cookie|Key))$/;

/** Placeholder in documentation, or a value that is masked already. */
const placeholder = /^(?:<[^<>]*>?|\*+|\.{3})$/;

/** Beginning of an expression of a programming language: a call, or access to an environment variable. */
const expression = /^(?:[A-Za-z_][\w.]*\(|process\.env\b|os\.environ\b|ENV\[)/;

/**
 * Returns whether a value is no secret even where its name is that of one. A password may consist of digits only, but is
 * not that short.
 */
export function isHarmless(value: string, meaning: NameMeaning): boolean {
  const text = value.trim();
  if (text === '' || setting.test(text)) return true;
  if (number.test(text)) return meaning !== 'password' || smallNumber.test(text);
  return (
    isReference(text) ||
    [path, plainUrl, managedKey, header, placeholder, expression].some((pattern) => pattern.test(text))
  );
}

/** Returns whether a text is a reference to a value, with at most a few letters around it. */
export function isReference(text: string): boolean {
  if (completeReference.test(text)) return true;
  const rest = text.replace(reference, ' ');
  return rest !== text && !/[A-Za-z0-9]{6}/.test(rest);
}
