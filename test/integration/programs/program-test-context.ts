import type { Report } from '../../../tools/report';
import type { KubernetesObject } from '../cluster/api';
import type { ControlPlane } from '../cluster/control-plane';

/** Applied cluster on which a program is tested. */
export interface ProgramTestContext {
  readonly report: Report;
  /** Subject of all checks: the prefix of their names. */
  readonly label: string;
  readonly controlPlane: ControlPlane;
  /** All objects that were applied. */
  readonly objects: readonly KubernetesObject[];
}
