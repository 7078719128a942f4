import { isServiceCall, listAllowedCallers, serviceTokenFolder, serviceVariablePrefix } from '../definition/calls';
import { listMounts } from '../definition/containers';
import { isPathPrefix, listLoginRules } from '../definition/login';
import { isJob, optionPath, parseReference, resolveForEnvironment } from '../definition/references';
import { error, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { describeMissing } from './missing-capability';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks calls with a token (`as: service`): the cluster needs gates, which are the only way to the application, files and
 * variables with the tokens must not collide with others, and no Ingress leads past the gate.
 */
export function checkServiceCalls(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) => [
    ...checkCalls(workload),
    ...checkFiles(workload),
    ...checkIngress(workload),
  ]);
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
            describeMissing(
              error(
                [...callPath, 'as'],
                call.as,
                `nothing on cluster '${cluster.name}' verifies which workload calls an application`,
                '',
              ),
              { cluster: cluster.name, capability: 'service-identity', byComponent: true },
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

/**
 * Checks that an application with callers that are verified has no Ingress without log-in: the ingress controller would
 * forward the header with the name of the caller as a client has written it. With log-in, a controller that asks the gate
 * removes the header.
 */
function checkIngress({ workload, tenant, tenantName, name, path, cluster }: DeployedWorkload): readonly Problem[] {
  const { environment } = cluster.options;
  if (isJob(workload) || workload.ingress === undefined) return [];
  if (listLoginRules(workload).length > 0 && cluster.provided.ingress?.forwardAuth !== undefined) return [];
  const isAllowed = listAllowedCallers(workload.allows, 'service').length > 0;
  // Callers of the same tenant are not in `allows`.
  const isCalled = Object.values(tenant.applications ?? {}).some((other) =>
    (resolveForEnvironment(other, environment).calls ?? []).some((call) => {
      if (!isServiceCall(call)) return false;
      const target = parseReference(call.to, tenantName);
      return target.tenant === tenantName && target.application === name;
    }),
  );
  if (!isAllowed && !isCalled) return [];
  return [
    error(
      optionPath(workload, path, environment, 'ingress'),
      undefined,
      'clients of the Ingress could write the header X-Service-Caller, by which the application knows its callers',
      "remove it, and serve clients from outside by another application, or the callers without `as: 'service'`; behind Traefik, an application with `login` may have both",
    ),
  ];
}
