import type { Container, EnvVar } from 'kubernetes-types/core/v1';
import type { Construct } from 'constructs';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../src/kinds/network-rules';
import type { Release } from '../../../src/kinds/release';
import { addDataServiceJobs, provisionerRelease, type DataServicePod } from '../../clouds/data-service-jobs';
import { containerResources } from '../../kubernetes/container-resources';
import { restrictedSecurityContext } from '../../kubernetes/security-context';
import { podIdentityAgent } from '../../kubernetes/pod-credentials';

/** Image with the AWS CLI. */
export const awsCliImage = 'public.ecr.aws/aws-cli/aws-cli:2.22.35';

/** Container of a job: a shell script with the folder /work in memory, which all containers of the pod share. */
export function provisioningContainer(
  cluster: ClusterInfo,
  name: string,
  { image, script, env = [] }: { readonly image: string; readonly script: string; readonly env?: EnvVar[] },
): Container {
  return {
    name,
    image: resolveImage(cluster, image),
    command: ['sh', '-c'],
    args: [script],
    ...(env.length > 0 ? { env } : {}),
    securityContext: restrictedSecurityContext(),
    resources: containerResources({ cpuRequest: '50m', memoryRequest: '128Mi', memoryLimit: '256Mi' }),
    volumeMounts: [{ name: 'work', mountPath: '/work' }],
  };
}

/** Properties of the jobs of a tenant. */
export interface ProvisioningJobProps {
  /** Namespace of the component. */
  readonly namespace: string;
  readonly tenant: string;
  /** Containers that run one after the other. */
  readonly containers: readonly [...Container[], Container];
}

/**
 * Adds a Job that creates users of a data service for a tenant, and a CronJob that repeats it: a password that was rotated,
 * or a server that was restored, is set again.
 */
export function addProvisioningJob(scope: Construct, { namespace, tenant, containers }: ProvisioningJobProps): void {
  const initContainers = containers.slice(0, -1);
  const pod: DataServicePod = {
    ...(initContainers.length > 0 ? { initContainers } : {}),
    containers: containers.slice(-1),
    volumes: [{ name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }],
  };
  addDataServiceJobs(scope, { namespace, tenant, pod });
}

/**
 * Returns the namespace of the jobs of a component, with their service account and what they may connect to.
 * @param egress connections in addition to those to the APIs of AWS
 */
export function provisioningRelease(name: string, egress: readonly NetworkRule[] = []): Release {
  return provisionerRelease(name, [
    ...egress,
    { peer: { cidr: podIdentityAgent.cidr }, ports: [podIdentityAgent.port] },
  ]);
}
