/** Form of an HTML page. */
export interface Form {
  /** URL of the form, as it is written; empty for that of the page. */
  readonly action: string;
  /** Values of the fields, also of the button that sends the form. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Returns the first form of a page that has a field for a password, or the first one; undefined for a page without form. */
export function tryReadForm(html: string): Form | undefined {
  const forms = [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, attributes = '', content = '']) => ({
    action: readAttribute(attributes, 'action') ?? '',
    fields: readFields(content),
  }));
  return forms.find(({ fields }) => 'password' in fields) ?? forms[0];
}

function readFields(content: string): Readonly<Record<string, string>> {
  const tags = [...content.matchAll(/<(?:input|button)\b([^>]*)>/g)].map(([, attributes = '']) => attributes);
  return Object.fromEntries(
    tags.flatMap((attributes) => {
      const name = readAttribute(attributes, 'name');
      return name === undefined ? [] : [[name, readAttribute(attributes, 'value') ?? '']];
    }),
  );
}

function readAttribute(attributes: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  return value
    ?.replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}
