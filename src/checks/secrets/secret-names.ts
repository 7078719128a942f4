/** Last words of names that describe a secret, and are not one: `TOKEN_TTL`, `passwordFile`, `PASSWORD_MIN_LENGTH`. */
const descriptions = new Set(
  (
    'file files filename path paths dir directory folder location mount volume name names ref refs url uri endpoint host ' +
    'server port header headers prefix suffix field param parameter cookie ttl age expiry expires expiration lifetime ' +
    'duration timeout seconds minutes hours days ms interval period length size count limit max min policy rules ' +
    'algorithm algorithms alg hasher encoder type format mode method strategy enabled disabled required allowed issuer ' +
    'audience scope scopes id ids store manager provider version selector source rotation reset review reviews requests ' +
    'config template label annotation class namespace projection automount'
  ).split(' '),
);

const passwordWord =
  /(?:password|passwd|passphrase|passwort|passcode)s?$|^(?:pw|pass)$|pwd$|(?<!by|com|sur|tres|over|under)pass$/;
const tokenWord = /tokens?$/;
const credentialsWord = /^(?:credentials?|creds)$/;
const joinedKeyWord = /(?:api|access|private|secret|encryption|signing|master)keys?$/;

/** Words before `secret` with which an environment variable contains the name of a Secret: `IMAGE_PULL_SECRET`. */
const secretReferencePrefixes = new Set(
  'tls ssl ca cert certificate pull registry existing external kubernetes k8s backup'.split(' '),
);

/** Words before `secret` with which an option contains a secret. With others it is the name of a Secret. */
const secretPrefixes = new Set(
  'client cookie session jwt app application shared webhook signing consumer oauth hmac api bot'.split(' '),
);

/** Words before `key` with which a name is that of a secret. */
const keyPrefixes = new Set(
  'api access private encryption signing signature hmac jwt master account license webhook crypto cipher aes'.split(
    ' ',
  ),
);

/** As {@link keyPrefixes}, for environment variables only. Options with these words often name the key of a Secret. */
const variableKeyPrefixes = new Set(
  'secret session cookie auth shared storage ssh deploy app admin root service token password client'.split(' '),
);

/** Complete names of environment variables with credentials for a registry, a proxy or a server. */
const authenticationName = /(?:^|_)(?:basic_?auth|auth_config|dockerconfigjson|npm_?auth|http_auth)$/;

/** What a name says about its value. */
export type NameMeaning = 'password' | 'secret' | 'none';

/**
 * Returns whether a name is that of a secret. Names in upper case are those of environment variables; in other names,
 * `secret` and `secretKey` are the name of a Secret and of a key in it.
 * @param isVariable whether the name is that of an environment variable, however it is written
 */
export function resolveNameMeaning(name: string, isVariable = /^[A-Z][A-Z0-9_]*$/.test(name)): NameMeaning {
  const words = splitWords(name);
  const last = words.at(-1);
  if (last === undefined) return 'none';
  if (isVariable && authenticationName.test(words.join('_'))) return 'secret';
  // Keys of a key management service are referred to by name.
  if (words.includes('kms')) return 'none';
  if (descriptions.has(last) && !(isVariable && words.at(-2) === 'secret' && last === 'id')) return 'none';
  // `passwordSecret` and `tokenKey` are the names of a Secret and of a key in it.
  const isReference = /^(?:secrets?|keys?)$/.test(last) && /password$|token$|^key$/.test(words.at(-2) ?? '');
  if (isReference && !(isVariable && last === 'key')) return 'none';
  if (words.some((word) => passwordWord.test(word))) return 'password';
  return words.some((word, index) => isSecretWord(word, words[index - 1] ?? '', isVariable)) ? 'secret' : 'none';
}

function isSecretWord(word: string, previousWord: string, isVariable: boolean): boolean {
  if (tokenWord.test(word)) return true;
  if (joinedKeyWord.test(word)) return isVariable || !word.startsWith('secret');
  if (word === 'key' || word === 'keys')
    return keyPrefixes.has(previousWord) || (isVariable && variableKeyPrefixes.has(previousWord));
  if (word.endsWith('secret')) {
    const prefix = word === 'secret' ? previousWord : word.slice(0, -'secret'.length);
    return isVariable ? !secretReferencePrefixes.has(prefix) : secretPrefixes.has(prefix);
  }
  return isVariable && (credentialsWord.test(word) || word === 'salt' || word === 'hmac');
}

/** Splits a name into lower-case words without digits: `adminPassword`, `ADMIN_PASSWORD_1`, `admin-password`. */
function splitWords(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
