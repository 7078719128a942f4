import type { Construct } from 'constructs';
import { z } from 'zod';
import { secretKeyRef } from '../../../src/schema/field-types';
import { addObject } from '../../kubernetes/object';

/** Schema of {@link AlertReceiver}: a reference to the key of a Secret, and the type of the receiver. */
export const alertReceiver = secretKeyRef.extend({
  type: z.enum(['webhook', 'slack', 'pagerduty']).describe('type of the receiver'),
});

/** Receiver of the alerts of the platform. Its URL or routing key is in a Secret. */
export type AlertReceiver = Readonly<z.output<typeof alertReceiver>>;

/**
 * Adds the AlertmanagerConfig with the routes of all alerts that no AlertmanagerConfig of a namespace routes. Without a
 * receiver these alerts are visible in Alertmanager, but sent nowhere. The URL or key of the receiver stays in its
 * Secret.
 * @see https://prometheus-operator.dev/docs/developer/alerting/
 */
export function addAlertmanagerConfig(
  scope: Construct,
  metadata: { readonly name: string; readonly namespace: string },
  receiver: AlertReceiver | undefined,
): void {
  const matcher = (name: string, value: string, matchType = '=') => ({ name, value, matchType });
  addObject(scope, 'Routes', {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata,
    spec: {
      route: {
        receiver: receiver === undefined ? 'none' : 'platform',
        groupBy: ['namespace', 'alertname'],
        groupWait: '30s',
        groupInterval: '5m',
        repeatInterval: '12h',
        // Watchdog always fires: an external dead man's switch can alert when it stops.
        routes: [{ receiver: 'none', matchers: [matcher('alertname', 'Watchdog')] }],
      },
      // As in kube-prometheus-stack: an alert suppresses less severe alerts of the same name and namespace.
      inhibitRules: [
        {
          sourceMatch: [matcher('severity', 'critical')],
          targetMatch: [matcher('severity', 'warning|info', '=~')],
          equal: ['namespace', 'alertname'],
        },
        {
          sourceMatch: [matcher('severity', 'warning')],
          targetMatch: [matcher('severity', 'info')],
          equal: ['namespace', 'alertname'],
        },
        {
          sourceMatch: [matcher('alertname', 'InfoInhibitor')],
          targetMatch: [matcher('severity', 'info')],
          equal: ['namespace'],
        },
      ],
      receivers: [
        { name: 'none' },
        ...(receiver === undefined ? [] : [{ name: 'platform', ...renderReceiver(receiver) }]),
      ],
    },
  });
}

function renderReceiver({ type, secret: name, key }: AlertReceiver) {
  const receivers = {
    webhook: { webhookConfigs: [{ urlSecret: { name, key } }] },
    slack: { slackConfigs: [{ apiURL: { name, key } }] },
    pagerduty: { pagerdutyConfigs: [{ routingKey: { name, key } }] },
  };
  return receivers[type];
}
