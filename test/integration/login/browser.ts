import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import { CookieJar } from 'tough-cookie';
import { tryReadForm } from './forms';

/** Response of a server. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Options of a request. */
export interface RequestOptions {
  /** @default none */
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of a form, which is sent by POST. @default a GET request */
  readonly form?: Readonly<Record<string, string>>;
  /** Path as it is sent, which a URL would normalize. @default the path of the URL */
  readonly rawPath?: string;
}

const maxRedirects = 15;

/**
 * Client with a cookie jar that follows redirects as a browser does. All hosts but 127.0.0.1 are served by the ingress
 * controller on loopback. Certificates are not verified.
 */
export class Browser {
  /** As in browsers, a cookie with the prefix `__Host-` that has another path than /, or a domain, is ignored. */
  readonly jar = new CookieJar(undefined, { prefixSecurity: 'silent' });

  /** @param ingressPort port of the ingress controller */
  constructor(private readonly ingressPort: number) {}

  /** Sends one request, with the cookies of its URL, and keeps those of the response. */
  async request(url: string, { headers = {}, form, rawPath }: RequestOptions = {}): Promise<Page> {
    const { hostname, host, port, pathname, search } = new URL(url);
    const isIssuer = hostname === '127.0.0.1';
    const body = form === undefined ? undefined : new URLSearchParams(form).toString();
    const cookies = [await this.jar.getCookieString(url), headers.cookie].filter((text) => text);
    const request = requestHttps({
      ...{ host: '127.0.0.1', port: isIssuer ? port : this.ingressPort, path: rawPath ?? `${pathname}${search}` },
      ...{ method: form === undefined ? 'GET' : 'POST', rejectUnauthorized: false, agent: false, timeout: 60_000 },
      ...(isIssuer ? {} : { servername: hostname }),
      headers: {
        ...{ host, accept: 'text/html' },
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
        ...(cookies.length === 0 ? {} : { cookie: cookies.join('; ') }),
      },
    });
    request.on('timeout', () => request.destroy(new Error(`${url} does not respond`)));
    request.end(body);
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    for (const line of response.headers['set-cookie'] ?? []) await this.jar.setCookie(line, url);
    return { url, status: response.statusCode ?? 0, headers: response.headers, body: await text(response) };
  }

  /** Sends a request and follows redirects, with the same headers. @throws Error for a redirect loop */
  async open(url: string, options: RequestOptions = {}): Promise<Page> {
    let page = await this.request(url, options);
    const { headers = {} } = options;
    for (let redirects = 0; page.status >= 300 && page.status < 400; redirects++) {
      if (redirects === maxRedirects) throw new Error(`${url} redirects more than ${maxRedirects} times`);
      page = await this.request(new URL(page.headers.location ?? '', page.url).href, { headers });
    }
    return page;
  }

  /** Sends the form of a page with these values for the fields that it has, and follows redirects. */
  async submit(page: Page, values: Readonly<Record<string, string>>): Promise<Page> {
    const form = tryReadForm(page.body);
    if (!form) throw new Error(`${page.url} has no form: ${page.body}`);
    const filled = Object.entries(values).filter(([name]) => name in form.fields);
    const url = form.action === '' ? page.url : new URL(form.action, page.url).href;
    return this.open(url, { form: { ...form.fields, ...Object.fromEntries(filled) } });
  }

  /** Opens a URL, and fills in the pages of the issuer. Returns the page after them. */
  async logIn(url: string, email: string, password: string): Promise<Page> {
    let page = await this.open(url);
    // The page for the password, and that for the consent where the issuer asks for it.
    for (let forms = 0; forms < 2 && tryReadForm(page.body); forms++) {
      const isPassword = page.body.includes('name="password"');
      page = await this.submit(page, { email, identifier: email, password });
      if (isPassword && page.body.includes('name="password"')) return page;
    }
    return page;
  }
}
