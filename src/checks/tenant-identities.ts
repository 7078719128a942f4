import { suggest } from '../schema/suggestions';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';

/** Checks that the `identity` of a tenant is a component with `realm: true` on each of the tenant's clusters. */
export function checkTenantIdentities({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return Object.entries(platform.tenants).flatMap(([tenant, { clusters, identity }]) => {
    if (identity === undefined) return [];
    return resolvedClusters.flatMap(({ name, realms, components, hasInvalidComponents }) => {
      if (!clusters.includes(name) || identity in realms || hasInvalidComponents) return [];
      const path = ['tenants', tenant, 'identity'];
      const component = components.find((candidate) => candidate.name === identity);
      return [
        component && 'identity' in component.provides
          ? error(
              path,
              identity,
              `is the issuer of cluster '${name}', which all tenants without \`identity\` have`,
              'remove it, or set realm: true on the component',
            )
          : error(
              path,
              identity,
              `cluster '${name}' has no issuer of this name`,
              Object.keys(realms).length > 0
                ? suggest(identity, Object.keys(realms))
                : "add a component of kind 'ory', 'dex' or 'oidc-issuer' with this `name` and realm: true",
            ),
      ];
    });
  });
}
