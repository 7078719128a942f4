import { join } from 'node:path';
import type { Printed } from '../../../../tools/command';
import { Providers } from '../../terraform/providers';
import { Stack } from '../../terraform/stack';
import type { OnPremises } from './cluster';

/** A stack of Helm releases of a described cluster, applied by Terraform's own helm provider inside the lab. */
export class Releases {
  private readonly cli: string;
  private readonly providers = new Providers();

  constructor(
    private readonly cluster: OnPremises,
    readonly phase: 'bootstrap' | 'platform',
  ) {
    this.cli = join(cluster.site.folder, 'terraformrc');
    this.providers.writeConfiguration(this.cli);
  }

  /** Makes the stack as it was last written fit for the lab, and gives what is not at hand: providers and charts. */
  prepare(): readonly string[] {
    const stack = new Stack(this.cluster.out, `dc1-${this.phase}`, this.cli);
    const absent = stack.providers.filter((provider) => this.providers.sourceOf(provider) === undefined);
    const charts = stack.fitToLab(this.cluster.kubeconfig);
    return [...absent.map(({ source, version }) => `${source} ${version}`), ...charts];
  }

  /** Runs Terraform inside the lab, on this stack. */
  async terraform(...args: readonly string[]): Promise<Printed> {
    const { site, out } = this.cluster;
    return site.inside(['terraform', `-chdir=${join(out, 'cdktf.out/stacks', `dc1-${this.phase}`)}`, ...args], {
      env: { TF_CLI_CONFIG_FILE: this.cli, TF_CLI_ARGS: '-no-color', TF_INPUT: '0', CHECKPOINT_DISABLE: '1' },
      log: join(site.folder, `${this.phase}.log`),
    });
  }

  async apply(): Promise<Printed> {
    await this.terraform('init');
    return this.terraform('apply', '-auto-approve');
  }

  /** Fails unless there is nothing to change. */
  async isSettled(): Promise<void> {
    await this.terraform('plan', '-detailed-exitcode');
  }

  async destroy(): Promise<void> {
    await this.terraform('destroy', '-auto-approve');
  }
}

/** What to say where something is not at hand. */
export const howToHave = 'name folders by PLINTH_TERRAFORM_PROVIDERS and PLINTH_CHARTS';
