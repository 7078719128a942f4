/** Permission in a cloud, as a Terraform stack grants it. */
export interface CloudPermission {
  /** Name of the stack. */
  readonly stack: string;
  /** Who gets it: `<namespace>/<service account>` for pods, otherwise a service of the cloud, or the principal in Terraform. */
  readonly subject: string;
  /** Actions, or the role. */
  readonly allows: readonly string[];
  /** Resources, with Terraform expressions for what only the cloud knows. */
  readonly on: readonly string[];
  /** @default without a condition */
  readonly condition?: string;
}

/** Attributes of a resource. */
type Attributes = Readonly<Record<string, unknown>>;

/** Content of a stack's cdk.tf.json. */
export interface StackFile {
  readonly resource?: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
}

/** Statement of a policy of IAM of AWS. */
interface Statement {
  readonly Effect: string;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Lists the permissions that a stack grants in AWS, Azure and Google Cloud. */
export function listCloudPermissions(stack: string, { resource = {} }: StackFile): readonly CloudPermission[] {
  const listAll = (pattern: RegExp) =>
    Object.entries(resource).flatMap(([type, instances]) =>
      pattern.test(type) ? Object.entries(instances).map(([id, attributes]) => ({ type, id, attributes })) : [],
    );
  return [
    ...listAll(/^aws_iam_role_policy$/).flatMap(({ attributes }) => {
      const subject = describeRole(text(attributes.role), resource);
      return parsePolicy(attributes.policy).map(({ Effect, Action = [], Resource = [], Condition }) => ({
        stack,
        subject,
        allows: [Action].flat().map((action) => (Effect === 'Allow' ? action : `not ${action}`)),
        on: [Resource].flat(),
        ...(Condition === undefined ? {} : { condition: JSON.stringify(Condition) }),
      }));
    }),
    ...listAll(/^aws_iam_role_policy_attachment$/).map(({ attributes }) => ({
      stack,
      subject: describeRole(text(attributes.role), resource),
      allows: [text(attributes.policy_arn)],
      on: ['what the policy of AWS names'],
    })),
    ...listAll(/^aws_eks_addon$/).flatMap(({ attributes }) => listExistingRoles(stack, attributes)),
    ...listAll(/^azurerm_role_assignment$/).map(({ attributes }) => ({
      stack,
      subject: describeIdentity(text(attributes.principal_id), resource),
      allows: [text(attributes.role_definition_name)],
      on: [text(attributes.scope)],
    })),
    ...listAll(/^google_.*_iam_member$/).map(({ attributes }) => {
      const { role, member, condition, project, ...others } = attributes;
      const target = ['bucket', 'topic', 'subscription', 'secret_id', 'crypto_key_id', 'repository', 'managed_zone']
        .map((name) => others[name])
        .find((value) => value !== undefined);
      return {
        stack,
        subject: describePrincipal(text(member)),
        allows: [text(role)],
        on: [target === undefined ? `project ${text(project)}` : text(target)],
        ...(condition === undefined ? {} : { condition: text(Reflect.get(Object(condition), 'expression')) }),
      };
    }),
  ];
}

/** Lists the existing roles that the pods of an add-on get; roles of the stack are listed by their policies. */
function listExistingRoles(
  stack: string,
  { addon_name: addOn, ...attributes }: Attributes,
): readonly CloudPermission[] {
  const associations = attributes.pod_identity_association as readonly Attributes[] | undefined;
  return (associations ?? []).flatMap(({ role_arn: role, service_account: account }) =>
    text(role).startsWith('arn:')
      ? [
          {
            stack,
            subject: `${text(account)} of the add-on ${text(addOn)}`,
            allows: [text(role)],
            on: ['what the role permits'],
          },
        ]
      : [],
  );
}

/** Formats permissions as text: one paragraph for each subject, in the order of their names. */
export function formatCloudPermissions(permissions: readonly CloudPermission[]): string {
  const subjects = [...new Set(permissions.map(({ subject }) => subject))].sort();
  return subjects
    .map((subject) => {
      const lines = permissions
        .filter((permission) => permission.subject === subject)
        .map(({ stack, allows, on, condition }) =>
          [
            `  ${allows.join(', ')}`,
            ...on.map((resource) => `    on ${resource}`),
            ...(condition === undefined ? [] : [`    if ${condition}`]),
            `    by ${stack}`,
          ].join('\n'),
        );
      return [subject, ...[...new Set(lines)].sort(), ''].join('\n');
    })
    .join('\n');
}

function describeRole(reference: string, resource: NonNullable<StackFile['resource']>): string {
  const role = resource.aws_iam_role?.[/aws_iam_role\.([\w-]+)\./.exec(reference)?.[1] ?? ''];
  const [statement] = parsePolicy(role?.assume_role_policy);
  const tags = statement?.Condition?.StringEquals ?? {};
  const serviceAccount = tags['aws:RequestTag/kubernetes-service-account'];
  if (serviceAccount !== undefined)
    return `${text(tags['aws:RequestTag/kubernetes-namespace'])}/${text(serviceAccount)}`;
  const services = [statement?.Principal?.Service ?? []].flat();
  return services.length > 0 ? `${services.join(', ')}, as ${text(role?.name)}` : reference;
}

function describeIdentity(principal: string, resource: NonNullable<StackFile['resource']>): string {
  const identity = /azurerm_user_assigned_identity\.([\w-]+)\./.exec(principal)?.[1];
  if (identity === undefined) return principal;
  const credential = Object.values(resource.azurerm_federated_identity_credential ?? {}).find(({ parent_id: parent }) =>
    text(parent).includes(`azurerm_user_assigned_identity.${identity}.`),
  );
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(text(credential?.subject)) ?? [];
  if (namespace !== undefined && name !== undefined) return `${namespace}/${name}`;
  return `identity ${text(resource.azurerm_user_assigned_identity?.[identity]?.name)}`;
}

function describePrincipal(member: string): string {
  const [, namespace, name] = /\/subject\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(member) ?? [];
  return namespace === undefined || name === undefined ? member : `${namespace}/${name}`;
}

function parsePolicy(policy: unknown): readonly Statement[] {
  return typeof policy === 'string'
    ? (JSON.parse(policy) as { readonly Statement: readonly Statement[] }).Statement
    : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
