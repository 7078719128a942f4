import type { Api } from '../cluster/api';
import type { Session } from '../cluster/session';
import type { OpenBaoClient } from './openbao-server';

/** Store and API server of a test. */
export interface SecretsContext {
  readonly session: Session;
  readonly api: Api;
  readonly client: OpenBaoClient;
  /** Token with all permissions. */
  readonly token: string;
  readonly unsealKey: string;
}
