import { byUsersAndPodsOfTheTenant, isByPlatform, resourceRule, validation, type AdmissionPolicy } from './policy';

/**
 * Commands in the pods that providers run for the tenant: a command has the network access and the ServiceAccount of the
 * pod. The API server passes the name of the pod to admission, and not its labels. Controllers and operators name pods of an
 * object `<object>-<number>`, and pods of their Jobs after these.
 */
export const providerPods: AdmissionPolicy = {
  name: 'provider-pods',
  resourceRules: [resourceRule('', ['pods/exec', 'pods/attach'], ['CONNECT'])],
  matchConditions: [byUsersAndPodsOfTheTenant],
  restrictions: ['provider-pods'],
  validations: [
    {
      ...validation(
        `size(variables.providerPods) == 0 || !request.name.matches('^(' + variables.providerPods.join('|') + ')-[0-9]+(-|$)') || ${isByPlatform}`,
        "'may not run commands in the pods of ' + variables.providerPods.join(', ') + ', which have the access of their provider: connect to their ports'",
      ),
      reason: 'Forbidden',
    },
  ],
};
