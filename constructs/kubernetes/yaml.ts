import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';

/**
 * Strings that YAML 1.1 parses as numbers or dates, in addition to those that js-yaml quotes by itself. Kubernetes, Helm
 * and Argo CD read YAML 1.1.
 * @see https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
 */
const ambiguousScalarPattern =
  /^[-+]?(0b[01]+|0o[0-7]+|0x[0-9a-f]+|[0-9]*(\.[0-9]*)?(e[-+]?[0-9]+)?|[0-9]+(:[0-9]+)+(\.[0-9]*)?)$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t \t].*)?$/i;

/**
 * Quotes texts of several lines that end in whitespace other than one line break. As literal texts they would end in
 * blank lines, which Helm removes at the end of a manifest. js-yaml writes what `represent` of an implicit type returns.
 */
const textWithBlankEnd = new Type('tag:yaml.org,2002:text-with-blank-end', {
  kind: 'scalar',
  resolve: () => false,
  predicate: (value: unknown) => typeof value === 'string' && value.includes('\n') && !/[^\s\u0085]\n?$/.test(value),
  represent: (value: unknown) => renderDoubleQuoted(String(value)),
});

/** Renders a string in double quotes. JSON leaves some characters that are not printable in YAML. */
function renderDoubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Schema with which js-yaml also quotes ambiguous strings: it quotes each string that a type of the schema accepts. */
const quotingSchema = DEFAULT_SCHEMA.extend({
  implicit: [
    textWithBlankEnd,
    new Type('tag:yaml.org,2002:ambiguous', {
      kind: 'scalar',
      // YAML 1.1 ignores underscores in numbers.
      resolve: (text: unknown) => typeof text === 'string' && ambiguousScalarPattern.test(text.replaceAll('_', '')),
    }),
  ],
});

/** Formats plain data as YAML with the same meaning in versions 1.1 and 1.2, without anchors and folded lines. */
export function formatYaml(value: unknown): string {
  return dump(value, { schema: quotingSchema, noRefs: true, lineWidth: -1, skipInvalid: true });
}
