import { join } from 'node:path';
import type { ConfigMap } from 'kubernetes-types/core/v1';
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

/** Schema of the people who may log in. */
export const peopleSchema = nonEmptyList(
  z.strictObject({
    email: z
      .email('must be an e-mail address')
      .meta({ examples: ['ann@acme.example'] })
      .describe('e-mail address, which is also the login name'),
    name: z.string().min(1).optional().describe('name of the person; @default none'),
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

/** Returns the release with the server that keeps the identities of people in Kratos as the definition lists them. */
export function peopleRelease(people: People, context: OryContext): ObjectRelease {
  const { name: namespace, cluster } = context;
  const name = `${namespace}-people`;
  const configMap = `${name}-list`;
  return {
    name,
    namespace,
    podSecurity: 'restricted',
    images: [resolveImage(cluster, images.node)],
    networkRules: {
      server: { podLabels: scriptPodLabels(name), egress: [{ peer: 'api-server' }] },
    },
    objects: {
      'objects.yaml': (scope) => {
        addObject<ConfigMap>(scope, 'list', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: configMap, namespace },
          data: { people: JSON.stringify(people.map((person) => ({ ...person, email: person.email.toLowerCase() }))) },
        });
        addScriptServer(
          scope,
          {
            name,
            namespace,
            container: 'server',
            script,
            env: { KRATOS_ADMIN_URL: serviceUrl(context, `${namespace}-kratos-admin`, 80), CONFIG_MAP: configMap },
            rules: [{ apiGroups: [''], resources: ['configmaps'], resourceNames: [configMap], verbs: ['get'] }],
          },
          cluster,
        );
      },
    },
  };
}
