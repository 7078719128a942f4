import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, run, type CommandOutput } from '../tools/command';
import type { Report } from '../tools/report';
import { getHost } from './hosts';
import { writeImageArchive, type Image } from './image-archive';
import type { Host, Lab } from './layout';
import { networkCommand } from './network';
import { runOnHost } from './ssh';

/** Integration test on lab hosts. Each file in test/integration/lab/ exports one as `scenario`. */
export interface Scenario {
  /** Tested behaviour, as a sentence. */
  readonly title: string;
  /** Names of the hosts that are created before the scenario and removed after it. */
  readonly hosts: readonly string[];
  run(context: ScenarioContext): Promise<void>;
}

/** Running lab and report of a scenario. */
export class ScenarioContext {
  constructor(
    readonly lab: Lab,
    readonly report: Report,
    /** Folder for files of the scenario; retained for debugging. */
    readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** Returns the host with this name. @throws if the lab has no such host */
  host(name: string): Host {
    return getHost(this.lab, name);
  }

  /** Runs a shell command on a host as user `lab`; `input` is its standard input. */
  async runOnHost(host: string, command: string, input?: string): Promise<CommandOutput> {
    return runOnHost(this.lab, this.host(host), command, input);
  }

  /** Imports an image that is not in the artifacts into containerd on hosts. */
  async importImage(image: Image, hosts: readonly string[]): Promise<void> {
    const archive = join(this.folder, 'image.tar');
    await writeImageArchive(image, archive);
    const encodedArchive = readFileSync(archive, 'base64');
    for (const host of hosts)
      await this.runOnHost(host, 'base64 -d | sudo ctr -n k8s.io images import - >/dev/null', encodedArchive);
  }

  /** Runs a program of this machine in the lab's network. */
  async runInNetwork(command: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<CommandOutput> {
    return run(...networkCommand(this.lab, command), options);
  }

  /** Runs a step that later steps depend on. @throws StepError on failure, which ends the scenario */
  async step(name: string, action: () => unknown): Promise<void> {
    if (!(await this.report.check(name, action))) throw new StepError(name);
  }
}

/** Failure of a step that is already in the report; the rest of the scenario is not run. */
export class StepError extends Error {}

/** Creates the error of a program that succeeded with unexpected output; the report prints this output. */
export function unexpectedOutput(message: string, { stdout, stderr }: CommandOutput): CommandError {
  return new CommandError(message, stdout + stderr, 0);
}
