import { z } from 'zod';
import { hostname, nonEmptyList } from '../../../../src/schema/field-types';
import type { Endpoint } from '../../../../src/definition/capability';
import type { NetworkRule } from '../../../../src/kinds/network-rules';
import type { CapabilityProviders, ProvidedCapability } from '../../../../src/kinds/provides';
import { resolveGateNamespace } from './gates';

/** Settings of the browser log-in of applications, from the options of the component that provides it. */
export interface LoginOptions {
  /** Domains of the e-mail addresses of users; `*` for all. */
  readonly emailDomains: readonly string[];
  /** Hours after which users log in again. */
  readonly sessionHours: number;
  /** Number of pods of each gate. */
  readonly gateReplicas: number;
  /** Namespace of the gates. */
  readonly gateNamespace: string;
}

/** Schema of the options of the log-in that all providers of `identity` have in common. */
export const loginOptionFields = {
  emailDomains: nonEmptyList(z.union([hostname, z.literal('*')]))
    .optional()
    .describe('domains of the e-mail addresses of users who may log in; @default all users of the issuer'),
  sessionHours: z.int().min(1).max(168).default(8).describe('hours after which users of applications log in again'),
  gateReplicas: z.int().min(1).default(2).describe('number of pods of each gate, the server that logs users in'),
  realm: z
    .boolean()
    .default(false)
    .describe(
      'whether the issuer is only for applications of tenants that name the component as their `identity`; otherwise it is the issuer of the cluster',
    ),
};

/** Options of a component that determine the log-in. */
interface LoginComponent extends Omit<LoginOptions, 'emailDomains' | 'gateNamespace'> {
  readonly name: string;
  readonly realm: boolean;
  readonly emailDomains?: readonly string[] | undefined;
}

/** Returns the options of the log-in among those of a component. */
export function loginOptions({
  name,
  realm,
  emailDomains = ['*'],
  sessionHours,
  gateReplicas,
}: LoginComponent): LoginOptions {
  return { emailDomains, sessionHours, gateReplicas, gateNamespace: resolveGateNamespace(realm ? name : undefined) };
}

/** Returns the capability of an issuer: `tenant-identity` for one of some tenants, otherwise `identity`. */
export function provideIssuer(
  { realm }: Pick<LoginComponent, 'realm'>,
  issuer: ProvidedCapability,
): CapabilityProviders {
  return realm ? { 'tenant-identity': issuer } : { identity: issuer };
}

/** Returns the default host name of an issuer's server; those of an issuer of some tenants contain its name. */
export function issuerHostname(
  server: string,
  { name, realm }: Pick<LoginComponent, 'name' | 'realm'>,
  domain: string,
) {
  return `${realm ? `${server}-${name}` : server}.${domain}`;
}

/** Scopes that clients request by default. */
export const defaultScopes = ['openid', 'profile', 'email'];

/**
 * Egress to the OpenID Connect issuer: outside the cluster, or in the cluster (through its Service or through the
 * ingress).
 */
export function issuerEgressRules({ issuer, tokenUrl, namespace, podLabels }: Endpoint): readonly NetworkRule[] {
  const ports = [issuer, tokenUrl]
    .filter((url) => url !== undefined && URL.canParse(url))
    .map((url) => new URL(url ?? ''))
    .map(({ port, protocol }) => (port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)));
  return [
    ...(namespace === undefined ? [] : [{ peer: { namespace, ...(podLabels === undefined ? {} : { podLabels }) } }]),
    { peer: { capability: 'ingress' } },
    { peer: 'outside-cluster', ports: [...new Set([443, ...ports])].sort((a, b) => a - b) },
  ];
}
