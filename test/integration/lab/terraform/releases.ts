import { join } from 'node:path';
import type { CommandOutput } from '../../../../tools/command';
import { Providers } from '../../terraform/providers';
import { Stack } from '../../terraform/stack';
import type { OnPremCluster } from './cluster';

/** Stack of Helm releases of a cluster, which Terraform's Helm provider applies in the lab's network. */
export class ReleaseStack {
  private readonly cliConfiguration: string;
  private readonly providers = new Providers('real');

  constructor(
    private readonly cluster: OnPremCluster,
    readonly phase: 'bootstrap' | 'platform',
  ) {
    this.cliConfiguration = join(cluster.context.folder, 'terraformrc');
    this.providers.writeConfiguration(this.cliConfiguration);
  }

  /** Adapts the synthesised stack to the lab and lists the providers and charts that are not available. */
  prepare(): readonly string[] {
    const stack = new Stack(this.cluster.outputFolder, `dc1-${this.phase}`, this.cliConfiguration);
    const missingProviders = stack.providers.filter((provider) => this.providers.tryGetSource(provider) === undefined);
    const missingCharts = stack.adaptToLab(this.cluster.kubeconfig);
    return [...missingProviders.map(({ source, version }) => `${source} ${version}`), ...missingCharts];
  }

  /** Runs Terraform in the lab's network on this stack. */
  async terraform(...args: readonly string[]): Promise<CommandOutput> {
    const { context, outputFolder } = this.cluster;
    return context.runInNetwork(
      ['terraform', `-chdir=${join(outputFolder, 'cdktf.out/stacks', `dc1-${this.phase}`)}`, ...args],
      {
        env: {
          TF_CLI_CONFIG_FILE: this.cliConfiguration,
          TF_CLI_ARGS: '-no-color',
          TF_INPUT: '0',
          CHECKPOINT_DISABLE: '1',
        },
        log: join(context.folder, `${this.phase}.log`),
      },
    );
  }

  async apply(): Promise<CommandOutput> {
    await this.terraform('init');
    return this.terraform('apply', '-auto-approve');
  }

  /** Checks that a plan has no changes. */
  async expectNoChanges(): Promise<void> {
    await this.terraform('plan', '-detailed-exitcode');
  }

  async destroy(): Promise<void> {
    await this.terraform('destroy', '-auto-approve');
  }
}

/** How to provide missing providers and charts. */
export const prerequisitesAdvice = 'set PLINTH_TERRAFORM_PROVIDERS and PLINTH_CHARTS to folders';
