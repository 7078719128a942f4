import { join } from 'node:path';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { TenantPlan } from '../../../../src/kinds/tenant-plan';
import { tenantLabel } from '../../../../src/kinds/labels';
import type { ProvidedCapability } from '../../../../src/kinds/provides';
import type { ObjectRelease } from '../../../../src/kinds/release';
import { resolveImage } from '../../../../src/kinds/cluster-info';
import { images } from '../../../images';
import { addObject } from '../../../kubernetes/object';
import { readPodScript } from '../../../kubernetes/script-pod';
import { addScriptServer, scriptPodLabels } from '../../../kubernetes/script-server';
import { serviceUrl, type OryContext } from './service';

const tuplesLabel = 'plinth.dev/relation-tuples';

const script = readPodScript(join(__dirname, 'scripts/permissions.mjs'));

/** Classes of the platform's permission model in the Ory Permission Language, in the order in which they refer to each other. */
const platformClasses = {
  User: 'class User implements Namespace {}',
  Group: `class Group implements Namespace {
  related: {
    members: User[]
  }
}`,
  Tenant: `class Tenant implements Namespace {
  related: {
    owners: SubjectSet<Group, "members">[]
    members: SubjectSet<Group, "members">[]
    viewers: SubjectSet<Group, "members">[]
  }

  permits = {
    edit: (ctx: Context): boolean => this.related.owners.includes(ctx.subject),
    view: (ctx: Context): boolean =>
      this.related.viewers.includes(ctx.subject) ||
      this.related.members.includes(ctx.subject) ||
      this.permits.edit(ctx),
  }
}`,
  Product: `class Product implements Namespace {
  related: {
    tenants: Tenant[]
    deployers: SubjectSet<Group, "members">[]
  }

  permits = {
    deploy: (ctx: Context): boolean => this.related.deployers.includes(ctx.subject),
    view: (ctx: Context): boolean =>
      this.permits.deploy(ctx) || this.related.tenants.traverse((tenant) => tenant.permits.view(ctx)),
  }
}`,
};

/** Classes that the option `permissions` must not define: the platform keeps their tuples. */
export const reservedClasses = ['Group', 'Tenant', 'Product'];

/** Returns whether a permission model defines a class. */
export function definesClass(model: string, name: string): boolean {
  return new RegExp(`\\bclass\\s+${name}\\b`).test(model);
}

/**
 * Renders the permission model: the classes of the platform, and those of the option `permissions`.
 * @see https://www.ory.com/docs/keto/reference/ory-permission-language
 */
export function renderPermissionModel(model: string): string {
  const classes = Object.entries(platformClasses).filter(([name]) => !definesClass(model, name));
  return [
    "import { Context, Namespace, SubjectSet } from '@ory/keto-namespace-types'",
    ...classes.map(([, text]) => text),
    ...(model === '' ? [] : [model.trim()]),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Relation tuple, as the API of Keto has it. */
interface RelationTuple {
  readonly namespace: string;
  readonly object: string;
  readonly relation: string;
  readonly subject_set: { readonly namespace: string; readonly object: string; readonly relation: string };
}

/** Lists the relation tuples of a tenant: its groups, its products, and the groups that deploy them. */
function listRelationTuples({ name, members, products }: TenantPlan): readonly RelationTuple[] {
  const groupMembers = (group: string) => ({ namespace: 'Group', object: group, relation: 'members' });
  const relations: Readonly<Record<string, string>> = { edit: 'owners', view: 'viewers' };
  const tuples = [
    ...members.map(({ group, role }) => ({
      ...{ namespace: 'Tenant', object: name, relation: relations[role] ?? 'members' },
      subject_set: groupMembers(group),
    })),
    ...products.flatMap(({ name: product, deployers }) => {
      const object = `${name}/${product}`;
      return [
        {
          ...{ namespace: 'Product', object, relation: 'tenants' },
          subject_set: { namespace: 'Tenant', object: name, relation: '' },
        },
        ...deployers.map((group) => ({
          ...{ namespace: 'Product', object, relation: 'deployers' },
          subject_set: groupMembers(group),
        })),
      ];
    }),
  ];
  return [...new Map(tuples.map((tuple) => [JSON.stringify(tuple), tuple])).values()];
}

/** Returns the capability `permissions` of Keto, with the relation tuples of each tenant. */
export function provideKeto(name: string): ProvidedCapability {
  return {
    endpoint: {
      api: 'keto',
      namespace: name,
      podLabels: { 'app.kubernetes.io/name': 'keto' },
      url: `http://${name}-keto-read.${name}:80`,
    },
    forTenant: (tenant) => ({
      objects: (scope) => {
        addObject<ConfigMap>(scope, 'relation-tuples', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: {
            name: `relation-tuples-${tenant.name}`,
            namespace: name,
            labels: { [tuplesLabel]: 'defined', [tenantLabel]: tenant.name },
          },
          data: { tuples: JSON.stringify(listRelationTuples(tenant)) },
        });
      },
    }),
  };
}

/** Returns the release with the server that keeps the relation tuples in Keto as the ConfigMaps define them. */
export function relationTuplesRelease(context: OryContext): ObjectRelease {
  const { name: namespace, cluster } = context;
  const name = `${namespace}-relation-tuples`;
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
        addScriptServer(
          scope,
          {
            name,
            namespace,
            container: 'server',
            script,
            env: {
              KETO_READ_URL: serviceUrl(context, `${namespace}-keto-read`, 80),
              KETO_WRITE_URL: serviceUrl(context, `${namespace}-keto-write`, 80),
            },
            rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
          },
          cluster,
        );
      },
    },
  };
}
