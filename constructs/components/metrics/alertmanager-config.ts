import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { z } from 'zod';
import { secretKeyRef } from '../../../src/schema/field-types';

/** Where alerts of the platform go. */
export const alertReceiver = secretKeyRef.extend({
  type: z.enum(['webhook', 'slack', 'pagerduty']).describe('what takes the alerts'),
});

/** Where alerts of the platform go. */
export type AlertReceiver = Readonly<z.output<typeof alertReceiver>>;

/**
 * Draws the routes of all alerts that no namespace takes for itself: to the platform team, or shown and sent nowhere. It
 * is an object and no Secret, since the operator reads addresses from the Secret that it names.
 * @see https://prometheus-operator.dev/docs/developer/alerting/
 */
export function addAlertmanagerConfig(
  scope: Construct,
  metadata: { readonly name: string; readonly namespace: string },
  to: AlertReceiver | undefined,
): void {
  const is = (name: string, value: string, matchType = '=') => ({ name, value, matchType });
  new ApiObject(scope, 'Routes', {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata,
    spec: {
      route: {
        receiver: to === undefined ? 'nobody' : 'platform',
        groupBy: ['namespace', 'alertname'],
        groupWait: '30s',
        groupInterval: '5m',
        repeatInterval: '12h',
        // It fires always, so that somebody outside can notice when it does not.
        routes: [{ receiver: 'nobody', matchers: [is('alertname', 'Watchdog')] }],
      },
      // Who knows the worse need not hear of the lesser.
      inhibitRules: [
        {
          sourceMatch: [is('severity', 'critical')],
          targetMatch: [is('severity', 'warning|info', '=~')],
          equal: ['namespace', 'alertname'],
        },
        {
          sourceMatch: [is('severity', 'warning')],
          targetMatch: [is('severity', 'info')],
          equal: ['namespace', 'alertname'],
        },
        {
          sourceMatch: [is('alertname', 'InfoInhibitor')],
          targetMatch: [is('severity', 'info')],
          equal: ['namespace'],
        },
      ],
      receivers: [{ name: 'nobody' }, ...(to === undefined ? [] : [{ name: 'platform', ...renderReceiver(to) }])],
    },
  });
}

function renderReceiver({ type, secret: name, key }: AlertReceiver) {
  const ways = {
    webhook: { webhookConfigs: [{ urlSecret: { name, key } }] },
    slack: { slackConfigs: [{ apiURL: { name, key } }] },
    pagerduty: { pagerdutyConfigs: [{ routingKey: { name, key } }] },
  };
  return ways[type];
}
