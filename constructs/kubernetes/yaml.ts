import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';

/**
 * Strings that YAML 1.1 parses as numbers or dates, in addition to those that js-yaml quotes by itself. Kubernetes, Helm
 * and Argo CD read YAML 1.1.
 * @see https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
 */
const ambiguousScalarPattern =
  /^[-+]?(0b[01]+|0o[0-7]+|0x[0-9a-f]+|[0-9]*(\.[0-9]*)?(e[-+]?[0-9]+)?|[0-9]+(:[0-9]+)+(\.[0-9]*)?)$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t \t].*)?$/i;

/** Schema with which js-yaml also quotes ambiguous strings: it quotes each string that a type of the schema accepts. */
const quotingSchema = DEFAULT_SCHEMA.extend({
  implicit: [
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
