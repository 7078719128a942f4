import { capabilityRule, type Offers } from '../capability';
import type { ClusterDraft } from '../draft';
import { error, type PathSegment, type Problem } from '../problem';
import { claimedTwice, type Known } from './known';

/** Needs that nobody meets, or that two meet where one may; and circles of needs. */
export function capabilityProblems({ platform, drafts }: Known): readonly Problem[] {
  return drafts.flatMap((draft) => {
    const here = Object.values(platform.tenants).some((tenant) => tenant.clusters.includes(draft.name));
    return [
      ...twiceProvided(draft),
      ...twiceClaimed(draft),
      ...circles(draft),
      ...(draft.partial
        ? []
        : [...unmet(draft), ...unreached(draft), ...deliveryProblems(draft), ...(here ? unenforced(draft) : [])]),
    ];
  });
}

function unmet({ name, components, facts }: ClusterDraft): readonly Problem[] {
  return components.flatMap((part) =>
    part.requires
      .filter((capability) => !(capability in facts.offers))
      .map((capability) =>
        error(
          part.path,
          part.options.kind,
          `needs '${capability}' (${capabilityRule(capability).summary}), which nothing on cluster '${name}' provides`,
          `add a component that provides '${capability}'`,
        ),
      ),
  );
}

function unreached({ name, components, facts, infrastructure }: ClusterDraft): readonly Problem[] {
  return components.flatMap((part) =>
    part.requires.flatMap((capability) => {
      const { api, url } = facts.offers[capability] ?? {};
      if (!(capability in infrastructure) || !capabilityRule(capability).reached || (api && url)) return [];
      return [
        error(
          ['clusters', name, 'provides', capability],
          infrastructure[capability],
          `does not say how it is reached, and '${part.name}' has to`,
          'write { api, url, namespace }',
        ),
      ];
    }),
  );
}

function twiceProvided({ name, components, infrastructure }: ClusterDraft): readonly Problem[] {
  const providers = new Map<string, string[]>();
  for (const capability of Object.keys(infrastructure)) providers.set(capability, ['the infrastructure']);
  for (const part of components) {
    for (const capability of Object.keys(part.provides))
      providers.set(capability, [...(providers.get(capability) ?? []), `'${part.name}'`]);
  }
  return [...providers]
    .filter(([capability, by]) => by.length > 1 && capabilityRule(capability).exclusive)
    .map(([capability, by]) =>
      error(
        ['clusters', name, 'components'],
        undefined,
        `'${capability}' is provided by ${by.join(' and ')}, and a cluster can use one of them only`,
        'remove the others',
      ),
    );
}

function twiceClaimed({ name, components, infrastructure }: ClusterDraft): readonly Problem[] {
  const claims = [
    ...claimsOf('the infrastructure', ['clusters', name, 'provides'], defaultClass(infrastructure)),
    ...components.flatMap((part) =>
      claimsOf(`'${part.name}'`, part.path, {
        ...part.kind.claims(part.options as never),
        ...defaultClass(part.provides),
      }),
    ),
  ];
  return [...claimedTwice(claims, ({ claim }) => claim).values()].flatMap(([first, ...others]) =>
    others.map(({ path, claim, instead }) =>
      error(path, undefined, `takes ${claim}, as ${first?.by ?? ''} does: a cluster has it once`, instead),
    ),
  );
}

function claimsOf(by: string, path: readonly PathSegment[], claims: Readonly<Record<string, string>>) {
  return Object.entries(claims).map(([claim, instead]) => ({ by, path, claim, instead }));
}

/** Kubernetes takes the newest of several defaults, so that claims would go now to one and now to the other. */
function defaultClass({ storage: { classes = {} } = {} }: Offers): Readonly<Record<string, string>> {
  const one = Object.values(classes).some((each) => each.default);
  return one ? { 'the default StorageClass': 'write defaultClass: false' } : {};
}

function circles({ circle }: ClusterDraft): readonly Problem[] {
  const [first] = circle;
  if (!first) return [];
  const names = circle.map((part) => `'${part.name}'`).join(', ');
  return [
    error(
      first.path,
      undefined,
      `each of ${names} needs another of them before it`,
      'remove one, or an option that makes it need another',
    ),
  ];
}

function deliveryProblems({ name, options, facts }: ClusterDraft): readonly Problem[] {
  const path = ['clusters', name];
  if (options.delivery === 'terraform') {
    if (options.charts === 'official') return [];
    return [
      error(
        [...path, 'charts'],
        options.charts,
        'Terraform brings official charts, not rendered ones',
        "leave it out, or write delivery: 'argo-cd'",
      ),
    ];
  }
  if (facts.offers.delivery?.api === 'argo-cd') return [];
  return [
    error(
      [...path, 'delivery'],
      'argo-cd',
      'there is no Argo CD on this cluster',
      "add argoCd({ repository: … }) to its components, or write 'terraform'",
    ),
  ];
}

/** flannel without its enforcer takes NetworkPolicies and does nothing about them. */
function unenforced({ name, facts }: ClusterDraft): readonly Problem[] {
  if ('network-policy' in facts.offers) return [];
  return [
    error(
      ['clusters', name],
      undefined,
      'tenants are kept apart by network policies, and nothing on this cluster enforces them',
      "let its network enforce them (flannel does with `networkPolicy: true`), or, where the cluster exists already, say that it does: provides: { 'network-policy': {} }",
    ),
  ];
}
