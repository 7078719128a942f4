import { listLoginRules } from '../definition/login';
import { isJob, optionPath, parseReference, resolveForEnvironment, workloadClusters } from '../definition/references';
import { error, warning, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks calls of applications with `login`. A caller reaches such an application past its gate, and can set the headers of any
 * user. A caller of another tenant must send a token instead, which a gate of its own verifies.
 */
export function checkLoginCallers(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (caller) => checkCalls(caller, context));
}

function checkCalls(caller: DeployedWorkload, { platform }: CheckContext): readonly Problem[] {
  const { workload, path, tenantName, cluster } = caller;
  const { environment } = cluster.options;
  return (workload.calls ?? []).flatMap((call, index) => {
    if (typeof call !== 'string') return [];
    const { tenant: owner, application, port } = parseReference(call, tenantName);
    const tenant = platform.tenants[owner];
    const declared = tenant?.applications?.[application];
    if (!tenant || !declared || !workloadClusters(tenant, declared).includes(cluster.name)) return [];
    const callee = resolveForEnvironment(declared, environment);
    if (isJob(callee) || listLoginRules(callee).length === 0) return [];
    // Only the main port is behind the gate.
    if (port !== undefined && port !== callee.protocol) return [];
    const callPath = [...optionPath(workload, path, environment, 'calls'), index];
    const message = `reaches '${owner}/${application}' past its log-in, and can set the headers of any user`;
    const fix = `write { to: '${call}', as: 'service' }`;
    return owner === tenantName
      ? [warning(callPath, call, message, `${fix}, if not all of the tenant's workloads may act as its users`)]
      : [
          error(
            callPath,
            call,
            message,
            `${fix} and { from: …, as: 'service' } in \`allows\`, with a component of kind 'service-gate' on the cluster`,
          ),
        ];
  });
}
