import { DEFAULT_SCHEMA, dump, Type } from 'js-yaml';

/**
 * Texts that YAML 1.1 takes for numbers or dates, beside those that js-yaml quotes by itself; `_` may stand anywhere in
 * a number. Kubernetes, Helm and Argo CD read YAML 1.1.
 * @see https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go
 */
const ambiguousScalarPattern =
  /^[-+]?(0b[01]+|0o[0-7]+|0x[0-9a-f]+|[0-9]*(\.[0-9]*)?(e[-+]?[0-9]+)?|[0-9]+(:[0-9]+)+(\.[0-9]*)?)$|^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t \t].*)?$/i;

/** js-yaml quotes every text that a type of its schema would take for its own. */
const quotingSchema = DEFAULT_SCHEMA.extend({
  implicit: [
    new Type('tag:yaml.org,2002:ambiguous', {
      kind: 'scalar',
      resolve: (text: unknown) => typeof text === 'string' && ambiguousScalarPattern.test(text.replaceAll('_', '')),
    }),
  ],
});

/** Plain data as YAML that people read and YAML 1.1 and 1.2 read alike: no anchors, no folding. The one place that writes YAML. */
export function formatYaml(value: unknown): string {
  return dump(value, { schema: quotingSchema, noRefs: true, lineWidth: -1, skipInvalid: true });
}
