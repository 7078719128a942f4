import { join } from 'node:path';
import type { ConfigMap, Service } from 'kubernetes-types/core/v1';
import { z } from 'zod';
import { groupName } from '../../../../src/definition/login';
import { resolveImage } from '../../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../../src/kinds/release';
import { list, nonEmptyList } from '../../../../src/schema/field-types';
import { error, type Problem } from '../../../../src/schema/problem';
import { images } from '../../../images';
import { addObject } from '../../../kubernetes/object';
import { readPodScript } from '../../../kubernetes/script-pod';
import { addScriptServer, scriptPodLabels } from '../../../kubernetes/script-server';
import { serviceUrl, type OryContext } from './service';

const script = readPodScript(join(__dirname, 'scripts/people.mjs'));
const port = 3000;

/** Schema of the people who may log in. */
export const peopleSchema = nonEmptyList(
  z.strictObject({
    email: z
      .email('must be an e-mail address')
      .meta({ examples: ['ann@acme.example'] })
      .describe('e-mail address, which is also the login name'),
    name: z
      .string()
      .min(1)
      .optional()
      .meta({ examples: ['Ann'] })
      .describe('name of the person; @default none'),
    groups: list(groupName)
      .default([])
      .describe('groups, to which `login` of applications and `owners` of tenants refer'),
  }),
);

/** People who may log in. */
type People = z.output<typeof peopleSchema>;

/** Checks that each person is listed once: Kratos compares e-mail addresses without case. */
export function checkPeople(people: People, kratos: { readonly enabled: boolean }): readonly Problem[] {
  const emails = people.map(({ email }) => email.toLowerCase());
  return [
    ...(kratos.enabled
      ? []
      : [error(['people'], undefined, 'needs Kratos, which is disabled', 'remove `people`, or kratos.enabled: false')]),
    ...emails.flatMap((email, index) =>
      emails.indexOf(email) < index
        ? [error(['people', index, 'email'], email, 'is the address of another person, too', 'list each person once')]
        : [],
    ),
  ];
}

/** Where people have their accounts. */
interface PeopleOptions {
  /** @default all people who have an account */
  readonly people: People | undefined;
  /** Whether people have their accounts at issuers. Otherwise the server creates accounts at Kratos. */
  readonly hasUpstream: boolean;
}

function serverName({ name }: OryContext): string {
  return `${name}-people`;
}

/** Returns the URL at which Kratos asks the server about accounts at issuers. */
export function peopleServerUrl(context: OryContext): string {
  return serviceUrl(context, serverName(context), 80);
}

/**
 * Returns the release with the server that keeps the identities of people in Kratos as the definition lists them, and decides
 * which accounts at issuers become identities.
 */
export function peopleReleases({ people, hasUpstream }: PeopleOptions, context: OryContext): readonly ObjectRelease[] {
  if (people === undefined && !hasUpstream) return [];
  const { name: namespace, cluster } = context;
  const name = serverName(context);
  const configMap = `${name}-list`;
  const labels = scriptPodLabels(name);
  return [
    {
      name,
      namespace,
      podSecurity: 'restricted',
      images: [resolveImage(cluster, images.node)],
      networkRules: people === undefined ? {} : { server: { podLabels: labels, egress: [{ peer: 'api-server' }] } },
      objects: {
        'objects.yaml': (scope) => {
          if (people !== undefined)
            addObject<ConfigMap>(scope, 'list', {
              apiVersion: 'v1',
              kind: 'ConfigMap',
              metadata: { name: configMap, namespace },
              data: { people: renderList(people) },
            });
          if (hasUpstream)
            addObject<Service>(scope, 'service', {
              apiVersion: 'v1',
              kind: 'Service',
              metadata: { name, namespace, labels },
              spec: { type: 'ClusterIP', selector: labels, ports: [{ name: 'http', port: 80, targetPort: port }] },
            });
          addScriptServer(
            scope,
            {
              ...{ name, namespace, container: 'server', script },
              env: {
                KRATOS_ADMIN_URL: serviceUrl(context, `${namespace}-kratos-admin`, 80),
                ...(people === undefined ? {} : { CONFIG_MAP: configMap }),
                ...(hasUpstream ? { PORT: String(port) } : {}),
              },
              rules:
                people === undefined
                  ? []
                  : [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [configMap], verbs: ['get'] }],
              ...(hasUpstream ? { fields: { readinessProbe: { httpGet: { path: '/health', port } } } } : {}),
            },
            cluster,
          );
        },
      },
    },
  ];
}

function renderList(people: People): string {
  return JSON.stringify(people.map((person) => ({ ...person, email: person.email.toLowerCase() })));
}
