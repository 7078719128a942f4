import type { Report } from '../../../tools/report';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';

/** A cluster that was applied, on which programs are tried. */
export interface Trial {
  readonly report: Report;
  /** Stands before the name of each check. */
  readonly label: string;
  readonly plane: ControlPlane;
  /** All that was applied. */
  readonly objects: readonly KubernetesObject[];
}
