import { z } from 'zod';
import type { Release } from '../../../src/model/release';
import { charts } from '../../../src/model/versions';
import { sized } from '../resources';
import { merged } from '../values';
import { monitored, partOptions, partValues, serviceUrl, type Place } from './part';

/** Options of Oathkeeper: which requests are let in. */
export const oathkeeperOptions = z.strictObject(partOptions);

/** Which of its neighbours Oathkeeper can ask. */
export interface Neighbours {
  readonly kratos: boolean;
  readonly keto: boolean;
  /** Where people log in. */
  readonly pages: string;
}

/** Oathkeeper decides which requests are let in, by Rule objects of any namespace. */
export function oathkeeperReleases(
  { replicas, values }: z.output<typeof oathkeeperOptions>,
  place: Place,
  neighbours: Neighbours,
): readonly Release[] {
  const { name } = place;
  return [
    {
      name: `${name}-oathkeeper-crds`,
      namespace: name,
      podSecurity: 'restricted',
      crdsOf: charts.oathkeeper,
      crds: true,
    },
    {
      name: `${name}-oathkeeper`,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.oathkeeper,
      values: merged(
        {
          ...partValues(place, replicas),
          serviceMonitor: monitored(place),
          deployment: { resources: sized('50m', '64Mi', '256Mi') },
          maester: { enabled: true },
          'oathkeeper-maester': { deployment: { resources: sized('10m', '32Mi', '128Mi') } },
          oathkeeper: { managedAccessRules: false, config: config(place, neighbours) },
        },
        values,
      ),
      images: [charts.oathkeeper.images[1], maesterImage],
      traffic: {
        all: {
          pods: { 'app.kubernetes.io/name': 'oathkeeper' },
          from: [
            { peer: { capability: 'ingress' }, ports: [4455, 4456] },
            { peer: { capability: 'metrics' }, ports: [9000] },
          ],
          // As a proxy it reaches what it lets requests in to.
          to: [{ peer: 'pods' }, { peer: 'world' }],
        },
        rules: { pods: { 'app.kubernetes.io/name': 'oathkeeper-maester' }, to: [{ peer: 'api-server' }] },
      },
    },
  ];
}

/** The subchart's controller of Rules, which the chart runs as a Deployment of its own. */
const maesterImage = 'docker.io/oryd/oathkeeper-maester:v0.1.14';

function config(place: Place, { kratos, keto, pages }: Neighbours) {
  const { name } = place;
  return {
    log: { format: 'json' },
    authenticators: {
      noop: { enabled: true },
      anonymous: { enabled: true, config: { subject: 'guest' } },
      ...(kratos
        ? {
            cookie_session: {
              enabled: true,
              config: {
                check_session_url: `${serviceUrl(place, `${name}-kratos-public`, 80)}/sessions/whoami`,
                preserve_path: true,
                subject_from: 'identity.id',
                extra_from: '@this',
                only: ['ory_kratos_session'],
              },
            },
          }
        : {}),
    },
    authorizers: {
      allow: { enabled: true },
      deny: { enabled: true },
      ...(keto
        ? {
            remote_json: {
              enabled: true,
              config: {
                remote: `${serviceUrl(place, `${name}-keto-read`, 80)}/relation-tuples/check`,
                payload: '{}',
              },
            },
          }
        : {}),
    },
    mutators: {
      noop: { enabled: true },
      header: { enabled: true, config: { headers: { 'X-User': '{{ print .Subject }}' } } },
    },
    errors: {
      fallback: ['json'],
      handlers: {
        json: { enabled: true, config: { verbose: false } },
        redirect: {
          enabled: true,
          config: {
            to: `${pages}/login`,
            return_to_query_param: 'return_to',
            when: [{ error: ['unauthorized'], request: { header: { accept: ['text/html'] } } }],
          },
        },
      },
    },
  };
}
