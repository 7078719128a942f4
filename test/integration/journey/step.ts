import type { Project } from '../apply/project';
import type { ControlPlane } from '../cluster/control-plane';

/** What the steps of the journey share. */
export interface JourneyContext {
  /** Project that `plinth init` creates. */
  readonly project: Project;
  /** Folder in which `plinth init` runs. */
  readonly parent: Project;
  /** Control planes by the name of the cluster. */
  readonly controlPlanes: Readonly<Record<'dev' | 'prod', ControlPlane>>;
  /** Path of kubectl. */
  readonly kubectl: string;
}

/** Step of the journey. A step without stand-ins uses real programs only. */
export interface JourneyStep {
  /** What the user does, or what they see. */
  readonly name: string;
  /** Programs and features that are not available here, and are replaced by something simpler. */
  readonly standIns: readonly string[];
  readonly run: (context: JourneyContext) => Promise<void>;
}
