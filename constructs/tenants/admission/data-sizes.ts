import { minimumDataKiB } from '../../../src/definition/tenant';
import { resourceRule, validation, type AdmissionPolicy } from './policy';

/** CEL expression of the bytes of the values in a field. */
function bytesOf(field: string): string {
  return `(has(object.${field}) ? object.${field}.map(key, size(bytes(object.${field}[key]))).sum() : 0)`;
}

const bytes = `${bytesOf('data')} + ${bytesOf('binaryData')}`;

/**
 * Size of ConfigMaps and Secrets: with the quotas of their numbers, it limits what a tenant stores in etcd, which all
 * tenants share. Values of a Secret are counted in Base64. What every tenant may store is a match condition, which costs
 * less than a validation.
 */
export const dataSizes: AdmissionPolicy = {
  name: 'data-sizes',
  resourceRules: [resourceRule('', ['configmaps', 'secrets'])],
  matchConditions: [{ name: 'large', expression: `${bytes} > ${minimumDataKiB * 1024}` }],
  restrictions: ['data-kib'],
  validations: [
    validation(
      `${bytes} <= int(variables.dataKib[0]) * 1024`,
      "'must have ConfigMaps and Secrets of at most ' + variables.dataKib[0] + ' KiB each (values of Secrets in Base64): divide the object, or let the platform raise limits.maxDataKiB'",
    ),
  ],
};
