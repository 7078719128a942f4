/**
 * Escapes a string so that Terraform reads it unchanged: `${ENV}` in the configuration of Loki, for example, is not a
 * template of Terraform. What cdktf would take for one of its tokens, such as `${TfToken[…]}`, becomes a template that
 * evaluates to the same text.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function escapeTemplateSequences(text: string): string {
  return text
    .replace(/([$%])\{/g, '$1$1{')
    .replace(/\{TfToken\[/g, '{${"TfToken"}[')
    .replace(/^(String|Any)(?= Map Token Value$)/, '${"$1"}')
    .replace(/[-+.\d]+e[-+.\d]+/gi, (number) => (isNumberToken(number) ? number.replace(/e/i, '${"$&"}') : number));
}

/** Returns true for a number with which cdktf encodes a token: the first 16 bits of the double are a marker. */
function isNumberToken(text: string): boolean {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setFloat64(0, Number.parseFloat(text));
  return [0xfbff, 0xfdff].includes(bytes.getUint16(0));
}
