import type { UpgradeStep } from '../../../src/kinds/upgrade-step';
import { listCloudUpgradeSteps } from '../../clouds/upgrade-steps';
import { listAddOnVersions } from './add-on-options';
import type { EksOptions } from './schema';

/**
 * Lists the steps of an upgrade in their order: add-ons that nodes need follow the control plane, nodes follow these, and other
 * add-ons the nodes.
 * @see https://docs.aws.amazon.com/eks/latest/best-practices/cluster-upgrades.html
 */
export function listUpgradeSteps({ addOns, nodePools }: EksOptions): readonly UpgradeStep[] {
  const { nodeAddOns, podAddOns } = listAddOnVersions(addOns);
  const description =
    'get the version that EKS recommends for the Kubernetes version, or the newest one where it is written';
  return listCloudUpgradeSteps({
    controlPlane: 'EKS upgrades the API servers',
    addOns: { hosts: nodeAddOns, description },
    nodePools: Object.keys(nodePools),
    nodes: 'EKS adds nodes of the version, and drains and terminates the others, up to a third of a pool at a time',
    podAddOns: { hosts: podAddOns, description },
  });
}
