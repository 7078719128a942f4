import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, run, type Printed } from '../tools/command';
import type { Report } from '../tools/report';
import { getHost } from './hosts';
import { writeImageArchive, type Image } from './image-archive';
import type { Host, Lab } from './layout';
import { inside } from './network';
import { onHost } from './ssh';

/** One thing that is shown on real hosts. A file in test/integration/lab/ exports one as `scenario`. */
export interface Scenario {
  /** What it shows, as a sentence. */
  readonly title: string;
  /** The hosts that it starts with; they are new, and gone afterwards. */
  readonly hosts: readonly string[];
  run(site: Site): Promise<void>;
}

/** What a scenario works with: a lab that is up, and the closing table. */
export class Site {
  constructor(
    readonly lab: Lab,
    readonly report: Report,
    /** A folder for what the scenario writes; kept after it, for people to look at. */
    readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  /** The host of that name; throws where there is none. */
  host(name: string): Host {
    return getHost(this.lab, name);
  }

  /** Runs a shell command on a host as the user `lab`; `input` reaches its standard input. */
  async on(host: string, command: string, input?: string): Promise<Printed> {
    return onHost(this.lab, this.host(host), command, input);
  }

  /** Brings an image to hosts that the artifacts do not have. */
  async bring(image: Image, hosts: readonly string[]): Promise<void> {
    const archive = join(this.folder, 'image.tar');
    await writeImageArchive(image, archive);
    const text = readFileSync(archive, 'base64');
    for (const host of hosts) await this.on(host, 'base64 -d | sudo ctr -n k8s.io images import - >/dev/null', text);
  }

  /** Runs a program of this machine inside the lab's network. */
  async inside(command: readonly string[], options: Parameters<typeof run>[2] = {}): Promise<Printed> {
    return run(...inside(this.lab, command), options);
  }

  /** One step that later ones build on: after a failure it stops the scenario. */
  async step(name: string, act: () => unknown): Promise<void> {
    if (!(await this.report.check(name, act))) throw new StepFailed(name);
  }
}

/** A step failed and stands in the table already; the rest of its scenario makes no sense. */
export class StepFailed extends Error {}

/** Fails a step because of what a program printed, so that the table shows it. */
export function unexpected(message: string, { stdout, stderr }: Printed): CommandError {
  return new CommandError(message, stdout + stderr, 0);
}
