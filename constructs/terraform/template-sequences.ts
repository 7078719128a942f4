/**
 * Escapes a string so that Terraform reads it unchanged: `${ENV}` in the configuration of Loki, for example, is not a
 * template of Terraform.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function escapeTemplateSequences(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
