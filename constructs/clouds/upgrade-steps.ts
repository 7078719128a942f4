import type { UpgradeStep } from '../../src/kinds/upgrade-step';

/** Steps of an upgrade of Kubernetes in a cloud. */
interface CloudUpgrade {
  /** What is done with the control plane, in a few words. */
  readonly controlPlane: string;
  /**
   * Add-ons that are upgraded by themselves before the nodes, and what is done with them.
   * @default the cloud upgrades add-ons with the control plane
   */
  readonly addOns?: Omit<UpgradeStep, 'action' | 'batchSize'>;
  /** Names of the node pools. */
  readonly nodePools: readonly string[];
  /** What is done with each node pool, in a few words. */
  readonly nodes: string;
  /**
   * Add-ons whose pods need nodes, and what is done with them.
   * @default none after the nodes
   */
  readonly podAddOns?: Omit<UpgradeStep, 'action' | 'batchSize'>;
}

/** Lists the steps of an upgrade in their order. All are part of one apply. */
export function listCloudUpgradeSteps(upgrade: CloudUpgrade): readonly UpgradeStep[] {
  const { controlPlane, addOns, nodePools, nodes, podAddOns } = upgrade;
  const listAddOnStep = (step: CloudUpgrade['addOns']): readonly UpgradeStep[] =>
    step === undefined || step.hosts.length === 0 ? [] : [{ action: 'add-ons', batchSize: step.hosts.length, ...step }];
  return [
    { action: 'control-planes', hosts: [], batchSize: 1, description: controlPlane },
    ...listAddOnStep(addOns),
    { action: 'node-pools', hosts: nodePools, batchSize: nodePools.length, description: nodes },
    ...listAddOnStep(podAddOns),
  ];
}
