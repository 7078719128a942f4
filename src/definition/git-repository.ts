/** Host and path of a Git repository. */
interface RepositoryAddress {
  readonly host: string;
  readonly path: string;
  /** Whether the URL contains a user name or a password. An SSH user without a password is no credential. */
  readonly hasCredentials: boolean;
}

/** Error in the URL of a Git repository. */
export interface RepositoryUrlError {
  readonly message: string;
  readonly fix: string;
  /** Whether the URL may contain a secret and must not be printed. */
  readonly isSecret: boolean;
}

const example = 'write one such as https://git.acme.example/shop/web.git';

/**
 * Returns the error in the URL of a Git repository that Argo CD reads: it must name one repository (Argo CD matches
 * patterns in `sourceRepos`), must not contain credentials, and its host and path must be unambiguous.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 */
export function tryGetRepositoryUrlError(url: string): RepositoryUrlError | undefined {
  const isSecret = /:\/\/[^/]*@/.test(url) && !/^ssh:\/\/[^/:@]*@[^@]*$/.test(url);
  const error = (message: string, fix = example) => ({ message, fix, isSecret });
  if (!/^(https:\/\/|ssh:\/\/|git@)/.test(url)) return error('must begin with https://, ssh:// or git@');
  const address = tryParseRepositoryUrl(url);
  if (address?.hasCredentials || isSecret)
    return {
      message: 'must not contain a user name or password: remove it, and write the credentials to a Secret of Argo CD',
      fix: 'remove them, and add a repository Secret for Argo CD',
      isSecret: true,
    };
  if (/[*?[\]{}!\\#|<>"'`^]/.test(url))
    return error('must name one repository, without patterns and special characters');
  // Argo CD removes white space at the ends of a URL before it compares it with others.
  if (/[\s\p{Cc}\p{Cf}]/u.test(url) || /[\p{Cc}\p{Cf}]|\s(\/|$)|(^|\/)\s/u.test(address?.path ?? ''))
    return error('must not contain white space or control characters, but %20 in a name');
  if (!address) return error('must be the URL of a Git repository');
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(address.host)) return error('must have a host name');
  const segments = address.path.replace(/\/$/, '').split('/');
  return segments.some((segment) => ['', '.', '..'].includes(segment)) || /%2f|%5c/i.test(url)
    ? error("must have a path without empty segments, '.' and '..'")
    : undefined;
}

/**
 * Returns a key that is the same for the URLs of a repository by https, by ssh and in scp form, in any case, with and
 * without `.git` and white space at its ends.
 */
export function repositoryKey(url: string): string {
  const { host, path } = tryParseRepositoryUrl(url.trim()) ?? { host: '', path: url };
  const repository = path
    .toLowerCase()
    .replace(/\/+$/, '')
    .replace(/(\.git)+$/, '');
  return `${host.toLowerCase()}/${repository}`;
}

function tryParseRepositoryUrl(url: string): RepositoryAddress | undefined {
  const [, scpHost, scpPath] = /^git@([^/:]+):\/?(.*)$/s.exec(url) ?? [];
  if (scpHost !== undefined) return { host: scpHost, path: tryDecode(scpPath ?? ''), hasCredentials: false };
  if (!URL.canParse(url)) return undefined;
  const { protocol, username, password, hostname } = new URL(url);
  // From the text, since URL resolves '..'.
  const path = /^[a-z+]+:\/\/[^/]*\/?(.*)$/is.exec(url)?.[1] ?? '';
  const hasCredentials = password !== '' || (username !== '' && protocol !== 'ssh:');
  return { host: hostname, path: tryDecode(path), hasCredentials };
}

function tryDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
