import { charts as dashboards } from './dashboards/charts';
import { charts as data } from './data/charts';
import { charts as delivery } from './delivery/charts';
import { charts as identity } from './identity/charts';
import { charts as ingress } from './ingress/charts';
import { charts as logging } from './logging/charts';
import { charts as metrics } from './metrics/charts';
import { charts as networking } from './networking/charts';
import { charts as policies } from './policies/charts';
import { charts as secrets } from './secrets/charts';
import { charts as storage } from './storage/charts';
import { charts as telemetry } from './telemetry/charts';

/** Helm charts of all component kinds, each pinned to the version that its kind supports. */
export const charts = {
  ...dashboards,
  ...data,
  ...delivery,
  ...identity,
  ...ingress,
  ...logging,
  ...metrics,
  ...networking,
  ...policies,
  ...secrets,
  ...storage,
  ...telemetry,
} as const;
