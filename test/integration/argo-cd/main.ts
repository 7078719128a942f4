import { spawnSync } from 'node:child_process';
import { Command } from 'commander';
import { newestKubernetes } from '../../../tools/catalogue';
import { tool } from '../../../tools/tool';
import { buildControlPlanePrograms } from '../cluster/control-plane';
import { Session } from '../cluster/session';
import { enterNetworkNamespace } from '../programs/network-namespace';
import { testDelivery } from './delivery';
import { testFaults } from './faults';

/** Examples that Argo CD delivers; the faults are tried on the first. */
const examples = ['dsenv', 'microservices', 'nautes'] as const;

const options = new Command('npm run test:argo-cd --')
  .description('Delivers examples with a running Argo CD to a real control plane on loopback, with simulated nodes.')
  .option('--example <names...>', 'test only these examples')
  .option('--keep', 'retain the last control plane until Ctrl-C, for debugging')
  .parse()
  .opts<{ readonly example?: readonly string[]; readonly keep?: boolean }>();

/** Programs that are not Go modules: Debian and others package them under these names. */
const installedPrograms = ['git', 'redis-server'] as const;

void main();

async function main(): Promise<void> {
  const missingPrograms = installedPrograms.filter((program) => spawnSync(program, ['--version']).status !== 0);
  // Build before the network namespace is entered: builds need the network. Errors are reported below.
  const builds = [...['argocd', 'helm', 'kustomize'].map(tool), buildControlPlanePrograms(newestKubernetes)];
  const failedBuild = (await Promise.allSettled(builds)).find((build) => build.status === 'rejected');
  const namespaceProblem = enterNetworkNamespace();
  const session = new Session('argo-cd');
  const reason =
    missingPrograms.length > 0
      ? `not installed: ${missingPrograms.join(', ')}`
      : failedBuild
        ? String(failedBuild.reason)
        : namespaceProblem;
  if (reason !== undefined) session.report.skip('all checks', reason);
  else if (await session.prepare())
    for (const example of options.example ?? examples)
      await testDelivery(session, example, example === examples[0] ? testFaults : undefined);
  session.close(options.keep);
}
