/** Environment variables that change the output of cdktf or cdk8s. */
const clearedVariables = [
  'CDKTF_CONTEXT_JSON',
  'CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS',
  'CDKTF_TARGET_STACK_ID',
  'SYNTH_HCL_OUTPUT',
  'CDK8S_DISABLE_SORT',
  'CDK8S_LEGACY_HASH',
  'CDK8S_RECORD_CONSTRUCT_METADATA',
] as const;

/** Calls a function without these variables, so that a definition has the same output in every environment. */
export function withCleanEnvironment<T>(action: () => T): T {
  const previousValues = Object.fromEntries(clearedVariables.map((name) => [name, process.env[name]]));
  for (const name of clearedVariables) Reflect.deleteProperty(process.env, name);
  try {
    return action();
  } finally {
    for (const [name, value] of Object.entries(previousValues)) if (value !== undefined) process.env[name] = value;
  }
}
