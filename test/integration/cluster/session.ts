import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { newestKubernetes, oldestKubernetes, type KubernetesVersion } from '../../../tools/catalogue';
import { Report } from '../../../tools/report';
import { findTool, version } from '../../../tools/tool';
import { ControlPlane, controlPlanePrograms, removeAbandoned, scratchFolder } from './control-plane';

/** Where test commands leave what people read afterwards. */
export const reportFolder = join(__dirname, '../../../.plinth/reports');

/** What `--kubernetes` takes. */
export type KubernetesChoice = 'newest' | 'oldest' | KubernetesVersion;

/** One run of a test command: its report, its scratch folder, and its control planes. Leaves nothing behind. */
export class Session {
  readonly report: Report;
  /** Removed at the end. */
  readonly scratch: string;
  private readonly minor: KubernetesVersion;
  private programs: Awaited<ReturnType<typeof controlPlanePrograms>> | undefined;
  private readonly running = new Set<ControlPlane>();
  /** Those that nothing runs on now, each as the last one left it. */
  private readonly idle: ControlPlane[] = [];

  constructor(suite: string, kubernetes: KubernetesChoice = 'newest') {
    removeAbandoned();
    this.report = new Report(suite, { folder: reportFolder });
    this.scratch = scratchFolder();
    this.minor = minorVersion(kubernetes);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));
    process.once('exit', () => {
      for (const plane of this.running) plane.stop();
      rmSync(this.scratch, { recursive: true, force: true });
    });
  }

  /** The full version of Kubernetes. */
  get kubernetes(): string {
    return version(findTool(`kube-apiserver@${this.minor}`));
  }

  /** Builds what a control plane needs, unless it was built; says whether it is there. */
  async prepare(): Promise<boolean> {
    if (this.programs) return true;
    return this.report.check(`the programs of Kubernetes ${this.kubernetes} are there`, async () => {
      this.programs = await controlPlanePrograms(this.minor);
    });
  }

  /** Runs something on a control plane that is new, or as new, and that nothing else runs on. */
  async withControlPlane(label: string, run: (plane: ControlPlane) => Promise<void>): Promise<void> {
    const plane = await this.takeControlPlane(label);
    if (!plane) return;
    await run(plane);
    this.idle.push(plane);
  }

  /** Prints the closing table and ends the process; with `keep`, the last control plane stays until Ctrl-C. */
  close(keep = false): void {
    process.exitCode = this.report.close();
    const last = this.idle.pop();
    if (!keep || !last) process.exit();
    for (const plane of this.idle.splice(0)) this.stop(plane);
    console.log(`KUBECONFIG=${last.kubeconfig}\nCtrl-C ends the control plane.`);
    setInterval(() => undefined, 60_000);
  }

  /** Starting one takes longer than making a used one as new. */
  private async takeControlPlane(label: string): Promise<ControlPlane | undefined> {
    const used = this.idle.pop();
    if (used) {
      if (await this.report.check(`${label}: a control plane is as new`, () => used.reset())) return used;
      this.stop(used);
      return undefined;
    }
    if (!this.programs) throw new Error('prepare() comes first');
    const plane = new ControlPlane(this.programs);
    this.running.add(plane);
    return (await this.report.check(`${label}: a control plane starts`, () => plane.start({ nodes: 3 })))
      ? plane
      : undefined;
  }

  private stop(plane: ControlPlane): void {
    plane.stop();
    this.running.delete(plane);
  }
}

function minorVersion(choice: KubernetesChoice): KubernetesVersion {
  if (choice === 'newest') return newestKubernetes;
  return choice === 'oldest' ? oldestKubernetes : choice;
}
