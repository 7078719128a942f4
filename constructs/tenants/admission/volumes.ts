import {
  absent,
  annotationsOfObject,
  hadAnnotation,
  harmlessAnnotationDomains,
  isOfTenant,
  listAsText,
  resourceRule,
  validation,
  type AdmissionPolicy,
} from './policy';

const legacyClass = 'volume.beta.kubernetes.io/storage-class';

/**
 * Class, source and annotations of volume claims, of those that ephemeral volumes and StatefulSets create as well. By
 * annotations, the scheduler chooses the node of a volume, and the controller of volumes its driver.
 * @param deliveryNamespace namespace of Argo CD; undefined where the cluster has none
 */
export const volumes = (deliveryNamespace: string | undefined): AdmissionPolicy => ({
  name: 'volumes',
  resourceRules: [resourceRule('', ['persistentvolumeclaims'])],
  restrictions: ['storage-classes'],
  variables: {
    annotations: annotationsOfObject,
    refused: `variables.annotations.filter(key, key.contains('/') && !key.matches('^(${harmlessAnnotationDomains})/') && !${hadAnnotation} && ${isOfTenant(deliveryNamespace)})`,
    // An empty class binds a volume that exists, of whomever it was.
    allowed:
      "variables.storageClasses == ['*'] ? (!has(object.spec.storageClassName) || object.spec.storageClassName != '') : has(object.spec.storageClassName) && object.spec.storageClassName in variables.storageClasses",
  },
  validations: [
    validation(
      `variables.allowed && !('${legacyClass}' in variables.annotations)`,
      `'may use the storage classes ' + ${listAsText('variables.storageClasses', 'none')} + ', by storageClassName'`,
    ),
    validation(
      `request.operation != 'CREATE' || (${absent('object.spec.volumeName')} && !has(object.spec.selector))`,
      "'may not bind a volume that exists, by volumeName or selector'",
    ),
    // The controller that binds claims may change volumes; users and pods of a tenant may not.
    validation(
      `request.operation != 'UPDATE' || ${absent('object.spec.volumeName')} || (has(oldObject.spec.volumeName) && oldObject.spec.volumeName == object.spec.volumeName) || authorizer.group('').resource('persistentvolumes').check('update').allowed()`,
      "'may not bind a volume that exists, by volumeName'",
    ),
    validation(
      '!has(object.spec.dataSourceRef) || !has(object.spec.dataSourceRef.namespace) || object.spec.dataSourceRef.namespace == request.namespace',
      "'may not copy a volume of another namespace'",
    ),
    // The speed of a volume has a price, as its class.
    validation(
      `${absent('object.spec.volumeAttributesClassName')} || (request.operation == 'UPDATE' && has(oldObject.spec.volumeAttributesClassName) && oldObject.spec.volumeAttributesClassName == object.spec.volumeAttributesClassName)`,
      "'may not change the performance of a volume: remove volumeAttributesClassName'",
    ),
    validation(
      'size(variables.refused) == 0',
      "'may not set the annotations ' + variables.refused.join(', ') + ' of a volume claim'",
    ),
  ],
});
