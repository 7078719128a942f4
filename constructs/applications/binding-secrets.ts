import type { Construct } from 'constructs';
import type { Secret } from 'kubernetes-types/core/v1';
import type { ApplicationPlan, JobPlan } from '../../src/kinds/workload-plan';
import { digest } from '../digest';
import { addObject } from '../kubernetes/object';
import { workloadMetadata } from './metadata';

/**
 * Adds the Secrets of what a workload uses, except those that a provider creates. They contain host, port and names, but
 * no credentials: those are in an existing Secret.
 */
export function addBindingSecrets(scope: Construct, plan: ApplicationPlan | JobPlan): void {
  for (const { secret, data } of plan.bindings) {
    if (!data) continue;
    addObject<Secret>(scope, `Binding-${secret}`, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...workloadMetadata(plan), name: secret },
      // As the Service Binding Specification recommends.
      type: `servicebinding.io/${data.type ?? ''}`,
      stringData: { ...data },
    });
  }
}

/**
 * Returns the annotations that replace the pods of a workload when the Secrets of what it uses change; none where it has
 * no such Secrets.
 */
export function serviceBindingChecksumAnnotations({ bindings }: Pick<ApplicationPlan | JobPlan, 'bindings'>): {
  readonly annotations?: Record<string, string>;
} {
  const data = bindings.flatMap((binding) => (binding.data ? [binding.data] : []));
  return data.length === 0 ? {} : { annotations: { 'plinth.dev/bindings': digest(data) } };
}
