import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newestKubernetes, oldestKubernetes, type KubernetesVersion } from '../../../tools/catalogue';
import { Report } from '../../../tools/report';
import { findTool, version } from '../../../tools/tool';
import { ControlPlane, buildControlPlanePrograms, removeAbandonedFolders, scratchFolder } from './control-plane';

/** Folder of the test commands' reports, which is not deleted. */
export const reportFolder = join(__dirname, '../../../.plinth/reports');

/** Values of the option `--kubernetes`. */
export type KubernetesChoice = 'newest' | 'oldest' | KubernetesVersion;

/** Run of a test command: its report, temporary folder and control planes. On exit, all but the report is removed. */
export class Session {
  readonly report: Report;
  /** Temporary folder. */
  readonly scratch: string;
  private readonly minorVersion: KubernetesVersion;
  private programs: Awaited<ReturnType<typeof buildControlPlanePrograms>> | undefined;
  private readonly running = new Set<ControlPlane>();
  /** Running control planes that no test uses, in the state in which the last test left them. */
  private readonly idle: ControlPlane[] = [];

  constructor(suite: string, kubernetes: KubernetesChoice = 'newest') {
    removeAbandonedFolders();
    this.report = new Report(suite, { folder: reportFolder });
    this.scratch = scratchFolder();
    this.minorVersion = resolveMinorVersion(kubernetes);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
    process.once('exit', () => {
      for (const controlPlane of this.running) controlPlane.stop();
      rmSync(this.scratch, { recursive: true, force: true });
    });
  }

  /** Full version of Kubernetes: `1.36.1`. */
  get kubernetes(): string {
    return version(findTool(`kube-apiserver@${this.minorVersion}`));
  }

  /** Builds the programs of a control plane, unless they exist. Returns false if this fails. */
  async prepare(): Promise<boolean> {
    if (this.programs) return true;
    return this.report.check(`the programs of Kubernetes ${this.kubernetes} are available`, async () => {
      this.programs = await buildControlPlanePrograms(this.minorVersion);
    });
  }

  /** Runs a test exclusively on a new or reset control plane; reports a failed check if there is none. */
  async withControlPlane(label: string, run: (controlPlane: ControlPlane) => Promise<void>): Promise<void> {
    const controlPlane = await this.acquireControlPlane(label);
    if (!controlPlane) return;
    await run(controlPlane);
    this.idle.push(controlPlane);
  }

  /** Prints the table of checks and ends the process; with `keep`, the last control plane runs until Ctrl-C. */
  close(keep = false): void {
    process.exitCode = this.report.close();
    const last = this.idle.pop();
    if (!keep || !last) process.exit();
    for (const controlPlane of this.idle.splice(0)) this.stop(controlPlane);
    console.log(`KUBECONFIG=${last.kubeconfig}\nPress Ctrl-C to stop the control plane.`);
    setInterval(() => undefined, 60_000);
  }

  /** Prefers an idle control plane: a reset is faster than a start. */
  private async acquireControlPlane(label: string): Promise<ControlPlane | undefined> {
    const idleControlPlane = this.idle.pop();
    if (idleControlPlane) {
      if (await this.report.check(`${label}: a control plane is reset`, () => idleControlPlane.reset()))
        return idleControlPlane;
      this.stop(idleControlPlane);
      return undefined;
    }
    if (!this.programs) throw new Error('prepare() must be called first');
    const controlPlane = new ControlPlane(this.programs);
    this.running.add(controlPlane);
    return (await this.report.check(`${label}: a control plane starts`, () => controlPlane.start({ nodes: 3 })))
      ? controlPlane
      : undefined;
  }

  private stop(controlPlane: ControlPlane): void {
    controlPlane.stop();
    this.running.delete(controlPlane);
  }
}

function resolveMinorVersion(choice: KubernetesChoice): KubernetesVersion {
  if (choice === 'newest') return newestKubernetes;
  return choice === 'oldest' ? oldestKubernetes : choice;
}
