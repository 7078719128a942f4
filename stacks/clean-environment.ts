/** What cdktf and cdk8s would hear from the environment, and write other files or other bytes for. */
const clearedVariables = [
  'CDKTF_CONTEXT_JSON',
  'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS',
  'CDKTF_TARGET_STACK_ID',
  'SYNTH_HCL_OUTPUT',
  'CDK8S_DISABLE_SORT',
  'CDK8S_LEGACY_HASH',
  'CDK8S_RECORD_CONSTRUCT_METADATA',
] as const;

/** Does something as if none of them were set: the same description makes the same bytes in every environment. */
export function withCleanEnvironment(act: () => void): void {
  const kept = Object.fromEntries(clearedVariables.map((name) => [name, process.env[name]]));
  for (const name of clearedVariables) Reflect.deleteProperty(process.env, name);
  try {
    act();
  } finally {
    for (const [name, value] of Object.entries(kept)) if (value !== undefined) process.env[name] = value;
  }
}
