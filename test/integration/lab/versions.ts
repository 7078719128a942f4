import { addEarlierArtifacts, type EarlierArtifacts } from '../../../lab/artifacts';
import type { Scenario } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { labKubernetes, newestKubernetes } from '../../../tools/catalogue';
import { findTool, version } from '../../../tools/tool';
import { pollEndpoint } from './availability/endpoint';
import { AvailabilityClient, createWorkload, expectNoneLost } from './availability/workload';
import { OnPremCluster } from './terraform/cluster';
import { expectVersions } from './terraform/versions';

const controlPlanes = ['cp1'];
const workers = ['w1', 'w2'];
const nodes = [...controlPlanes, ...workers];

/** Version of Kubernetes, with the options of a cluster that has it. */
interface Step {
  readonly version: string;
  readonly options: object;
}

/** Tests the upgrade of a cluster through all versions of Kubernetes that the lab builds. */
export const scenario: Scenario = {
  title: 'a cluster is upgraded from the oldest version to the newest, one minor version at a time, while it answers',
  hosts: nodes,
  async run(context) {
    const { report } = context;
    const cluster = new OnPremCluster(context);
    const steps = await createSteps();
    const [first, ...newer] = steps;
    if (!first) throw new Error('the lab builds no version of Kubernetes');
    const synthesise = ({ options }: Step) => cluster.synthesise({ controlPlanes, workers, options });

    await synthesise(first);
    await context.step(`a cluster with Kubernetes ${first.version} is created`, async () => {
      await cluster.apply();
      await cluster.applyFlannel();
      await cluster.expectNodes(...nodes);
      await expectVersions(cluster, first.version, ...nodes);
    });
    await context.step('a workload answers through every worker', () => createWorkload(cluster, workers));
    await cluster.kubectl('create configmap existing --from-literal=word=retained');
    const client = new AvailabilityClient(context, workers);
    const stopPolling = pollEndpoint(context, context.host('cp1').address, { port: 6443, mayLose: true });

    const [, skipping] = newer;
    if (skipping)
      await report.check('an upgrade that skips a minor version is refused by the hosts', async () => {
        await synthesise(skipping);
        await cluster.expectApplyError('skips a minor version: nothing was changed');
        await expectVersions(cluster, first.version, ...nodes);
      });
    for (const step of newer) {
      await context.step(`the cluster is upgraded to Kubernetes ${step.version}`, async () => {
        await synthesise(step);
        await cluster.apply();
        await cluster.expectNodes(...nodes);
        await expectVersions(cluster, step.version, ...nodes);
      });
      await report.check(`a plan with Kubernetes ${step.version} has no changes`, () => cluster.expectPlan());
    }
    await report.check('requests to the API of the single control plane are counted', stopPolling);
    await report.check('no request to the workload was lost', async () => {
      const availability = await client.stop();
      console.log(`${availability.sent} requests, ${availability.lost.length} lost`);
      expectNoneLost(availability);
    });
    await report.check('what was written at the beginning exists', async () => {
      const { stdout } = await cluster.kubectl('get configmap existing --output=jsonpath={.data.word}');
      if (stdout !== 'retained') throw new Error(`the configmap contains ${stdout}`);
    });
  },
};

/**
 * Minor version to begin with: programs of a version that are not built yet take 8 minutes on two cores. kubeadm 1.33 starts
 * etcd with flags of version 3.5 (`--experimental-initial-corrupt-check`), which the etcd of the lab does not have.
 */
const oldest = process.env.PLINTH_LAB_OLDEST ?? '1.34';

/** Adds the artifacts of all earlier versions, and returns all versions in ascending order. */
async function createSteps(): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const minor of labKubernetes.slice(
    Math.max(
      0,
      labKubernetes.findIndex((name) => name === oldest),
    ),
  )) {
    if (minor === newestKubernetes) {
      const newest = version(findTool('kubeadm'));
      steps.push({ version: newest, options: { patch: newest } });
    } else steps.push(createStep(minor, await addEarlierArtifacts(minor, console.log)));
  }
  return steps;
}

function createStep(minor: string, { path, sha256, version: full }: EarlierArtifacts): Step {
  return {
    version: full,
    options: {
      kubernetes: minor,
      patch: full,
      artifacts: { url: `${artifactsUrl}/${path}`, sha256 },
    },
  };
}
