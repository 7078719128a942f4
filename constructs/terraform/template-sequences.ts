/**
 * Text as Terraform reads it back unchanged: what looks like a template of Terraform's in a program's own
 * configuration (`${ENV}` in Loki's) must not be taken for one.
 * @see https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences
 */
export function escapeTemplateSequences(text: string): string {
  return text.replace(/([$%])\{/g, '$1$1{');
}
