import { defaultKubeconfigPath } from '../../../src/kinds/connection';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { listMachines } from './hosts';
import { listApiServerClients } from './oidc-client';
import { listNodeImages } from './images';
import { onPremImmutableFields } from './immutable-fields';
import { addInfrastructure } from './infrastructure';
import { verifiesKubelets } from './kubeadm';
import { addNodesReadyWait } from './nodes-ready';
import { checkOnPremOptions } from './validation';
import { onPremSchema } from './schema';
import { listUpgradeSteps } from './upgrade-steps';
import { listVersions } from './versions';

/**
 * A cluster on your own machines, created with kubeadm over SSH.
 * @example
 * onPrem({
 *   environment: 'dev',
 *   ssh: { user: 'ops' },
 *   controlPlanes: { cp1: '10.0.0.11' },
 *   workers: { w1: '10.0.0.21', w2: '10.0.0.22' },
 *   components: [flannel(), coreDns()],
 * })
 */
export const onPrem = clusterKind({
  kind: 'on-prem',
  summary: 'A kubeadm cluster on your own machines.',
  schema: onPremSchema,
  // kubeadm installs kube-proxy.
  provides: () => ({ 'service-proxy': {} }),
  machines: listMachines,
  dualStack: ({ dualStack }) => dualStack && { podCidr: dualStack.podCidr, serviceCidr: dualStack.serviceCidr },
  apiServerAddress: ({ endpoint }) => endpoint?.address,
  hasVerifiedKubelets: verifiesKubelets,
  immutableFields: onPremImmutableFields,
  images: listNodeImages,
  versions: listVersions,
  upgradeSteps: listUpgradeSteps,
  validate: checkOnPremOptions,
  oidcClients: listApiServerClients,
  connection: (_, name) => ({ type: 'kubeconfig', path: defaultKubeconfigPath(name) }),
  provision: (scope, cluster, options) => {
    addInfrastructure(scope, cluster, options);
  },
  addNodesReadyWait: (scope, cluster, _, after) => {
    addNodesReadyWait(scope, cluster, after);
  },
});
