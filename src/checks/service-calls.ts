import { isServiceCall, serviceTokenFolder, serviceVariablePrefix } from '../definition/calls';
import { listMounts } from '../definition/containers';
import { isPathPrefix } from '../definition/login';
import { optionPath, parseReference } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks calls with a token (`as: service`): the cluster needs gates, which are the only way to the application, and files
 * and variables with the tokens must not collide with others.
 */
export function checkServiceCalls(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [...checkCalls(workload), ...checkFiles(workload)]);
}

function checkCalls({ workload, path, tenantName, cluster }: DeployedWorkload): readonly Problem[] {
  const calls = workload.calls ?? [];
  const callsPath = optionPath(workload, path, cluster.options.environment, 'calls');
  const target = (reference: string) => parseReference(reference, tenantName);
  const prefixes = calls.map((call) => (isServiceCall(call) ? serviceVariablePrefix(target(call.to)) : undefined));
  return calls.flatMap((call, index) => {
    if (!isServiceCall(call)) return [];
    const { tenant, application } = target(call.to);
    const callPath: readonly PathSegment[] = [...callsPath, index];
    const isCalledWithoutToken = calls.some((other) => {
      if (typeof other !== 'string') return false;
      const reference = target(other);
      return reference.tenant === tenant && reference.application === application;
    });
    return [
      ...('service-identity' in cluster.clusterInfo.capabilities
        ? []
        : [
            error(
              [...callPath, 'as'],
              call.as,
              `nothing on cluster '${cluster.name}' verifies which workload calls an application`,
              'add serviceGate()',
            ),
          ]),
      ...(isCalledWithoutToken
        ? [error([...callPath, 'to'], call.to, 'is also called without a token', 'remove one of the two calls')]
        : []),
      ...(prefixes.indexOf(prefixes[index]) < index
        ? [
            error(
              [...callPath, 'to'],
              call.to,
              `another call has the environment variables ${prefixes[index] ?? ''}_URL and _TOKEN_FILE, too`,
              'remove one of the two calls, or rename an application',
            ),
          ]
        : []),
    ];
  });
}

function checkFiles({ workload, path, name }: DeployedWorkload): readonly Problem[] {
  if (!(workload.calls ?? []).some(isServiceCall)) return [];
  return listMounts(name, workload)
    .filter(({ container, mountPath }) => container === name && isPathPrefix(serviceTokenFolder, mountPath))
    .map((mount) =>
      error([...path, ...mount.path], undefined, 'is the folder of the tokens of `calls`', 'write another path'),
    );
}
