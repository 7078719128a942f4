import { suspendedLabel } from '../../../src/kinds/labels';
import { byUsersAndPodsOfTheTenant, resourceRule, validation, type AdmissionPolicy } from './policy';

/** Stops all changes by the users of a tenant while it is suspended. Only its namespaces have the label. */
export const suspension: AdmissionPolicy = {
  name: 'suspension',
  namespaceLabel: suspendedLabel,
  resourceRules: [resourceRule('*', ['*/*'], ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'])],
  matchConditions: [byUsersAndPodsOfTheTenant],
  restrictions: ['suspended-groups'],
  validations: [
    {
      ...validation(
        '!request.userInfo.groups.exists(group, group in variables.suspendedGroups)',
        "'is suspended: its users can change nothing until the platform ends the suspension'",
      ),
      reason: 'Forbidden',
    },
  ],
};
