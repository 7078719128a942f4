import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

/** Properties of an output of a Terraform stack. */
export interface OutputProps {
  /** Name, as `terraform output` takes it. */
  readonly name: string;
  readonly description: string;
}

/** Adds an output to a Terraform stack, which shows its value after an apply. */
export function addOutput(scope: Construct, { name, description }: OutputProps, value: unknown): void {
  new TerraformOutput(scope, name, { value, description });
}
