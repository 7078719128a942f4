import { apiGroup } from '../definition/tenant-kinds';
import { checkObjectFields as checkFieldsOfObject, tryGetApiVersion } from '../schema/kubernetes-api';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findOtherValues } from './object-values';

/** Other versions of the API that Kubernetes serves; their fields are not known. */
const otherVersions = ['autoscaling/v1'];

/**
 * Checks the fields of `objects` of tenants whose kinds are part of Kubernetes: a field that the API does not have would
 * be dropped, and a wrong type or a missing required field refused.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 */
export function checkObjectFields({ platform }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([tenantName, { objects = [] }]) =>
    objects.flatMap((object, index) => {
      const { apiVersion, kind } = object;
      const served = tryGetApiVersion(kind);
      if (served === undefined || apiGroup(apiVersion) !== apiGroup(served) || otherVersions.includes(apiVersion))
        return [];
      const path = ['tenants', tenantName, 'objects', index];
      if (apiVersion !== served)
        return [
          error([...path, 'apiVersion'], apiVersion, `is not served by Kubernetes for ${kind}`, `write '${served}'`),
        ];
      // Values that are not JSON are reported as such.
      return findOtherValues(object, path).length === 0 ? checkFieldsOfObject(kind, object, path) : [];
    }),
  );
}
