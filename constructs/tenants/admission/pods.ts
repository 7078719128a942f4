import { isByAccountsOf, listAsText, resourceRule, validation, type AdmissionPolicy } from './policy';

/** CEL expression of all images that a pod names: of its containers and of its image volumes. */
const images = [
  ...['containers', 'initContainers', 'ephemeralContainers'].map(
    (field) => `(has(object.spec.${field}) ? object.spec.${field}.map(container, container.image) : [])`,
  ),
  '(has(object.spec.volumes) ? object.spec.volumes.filter(volume, has(volume.image)).map(volume, volume.image.reference) : [])',
].join(' + ');

const selector = 'object.spec.nodeSelector';

/**
 * Images of pods, and the nodes of a tenant that has its own. This policy depends on the tenant for every pod, and costs
 * most; `podFields` validates the rest, and for few pods only.
 * @param solverNamespace namespace of cert-manager, whose ACME HTTP-01 solver runs as a pod; undefined where it has none
 */
export function pods(solverNamespace: string | undefined): AdmissionPolicy {
  // A match condition would cost more than the expressions.
  const isExempt = solverNamespace === undefined ? 'false' : isByAccountsOf(solverNamespace);
  return {
    name: 'pods',
    resourceRules: [resourceRule('', ['pods', 'pods/ephemeralcontainers'])],
    restrictions: ['registries', 'node-labels'],
    variables: {
      forbiddenImages: `${isExempt} || variables.registries == ['*'] ? [] : (${images}).filter(image, !variables.registries.exists(registry, image.startsWith(registry.endsWith(':') || registry.endsWith('@') ? registry : registry + '/')))`,
    },
    validations: [
      validation(
        'size(variables.forbiddenImages) == 0',
        `'may run images of ' + ${listAsText('variables.registries', 'no registry')} + ', not ' + variables.forbiddenImages.join(', ')`,
      ),
      validation(
        `${isExempt} || variables.nodeLabels.all(label, has(${selector}) && ${selector}.exists(key, key + '=' + ${selector}[key] == label))`,
        "'must run pods on its own nodes: set the node selector ' + variables.nodeLabels.join(', ')",
      ),
    ],
  };
}
