import { resourceRule, validation, type AdmissionPolicy } from './policy';

/**
 * Targets of HorizontalPodAutoscalers: the controller changes the scale of any resource, also of those of operators, which
 * the tenant may not change itself.
 */
export const autoscalers: AdmissionPolicy = {
  name: 'autoscalers',
  resourceRules: [resourceRule('autoscaling', ['horizontalpodautoscalers'])],
  restrictions: [],
  validations: [
    validation(
      "has(object.spec.scaleTargetRef.apiVersion) && object.spec.scaleTargetRef.apiVersion.startsWith('apps/') && object.spec.scaleTargetRef.kind in ['Deployment', 'ReplicaSet', 'StatefulSet']",
      "'may scale Deployments, ReplicaSets and StatefulSets of apps/v1 only'",
    ),
  ],
};
