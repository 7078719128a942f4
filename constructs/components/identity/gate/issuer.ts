import { z } from 'zod';
import { hostname, nonEmptyList } from '../../../../src/schema/field-types';
import type { Endpoint } from '../../../../src/definition/capability';
import type { NetworkRule } from '../../../../src/kinds/network-rules';

/** Settings of the browser log-in of applications, from the options of the component that provides it. */
export interface LoginOptions {
  /** Domains of the e-mail addresses of users; `*` for all. */
  readonly emailDomains: readonly string[];
  /** Hours after which users log in again. */
  readonly sessionHours: number;
  /** Number of pods of each gate. */
  readonly gateReplicas: number;
}

/** Schema of the options of the log-in that all providers of `identity` have in common. */
export const loginOptionFields = {
  emailDomains: nonEmptyList(z.union([hostname, z.literal('*')]))
    .optional()
    .describe('domains of the e-mail addresses of users who may log in; @default all users of the issuer'),
  sessionHours: z.int().min(1).max(168).default(8).describe('hours after which users of applications log in again'),
  gateReplicas: z.int().min(1).default(2).describe('number of pods of each gate, the server that logs users in'),
};

/** Returns the options of the log-in among those of a component. */
export function loginOptions({
  emailDomains = ['*'],
  sessionHours,
  gateReplicas,
}: Omit<LoginOptions, 'emailDomains'> & { readonly emailDomains?: readonly string[] | undefined }): LoginOptions {
  return { emailDomains, sessionHours, gateReplicas };
}

/** Scopes that clients request by default. */
export const defaultScopes = ['openid', 'profile', 'email'];

/**
 * Egress to the OpenID Connect issuer: outside the cluster, or in the cluster (through its Service or through the
 * ingress).
 */
export function issuerEgressRules({ issuer, tokenUrl }: Endpoint): readonly NetworkRule[] {
  const ports = [issuer, tokenUrl]
    .filter((url) => url !== undefined && URL.canParse(url))
    .map((url) => new URL(url ?? ''))
    .map(({ port, protocol }) => (port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port)));
  return [
    { peer: { capability: 'identity' } },
    { peer: { capability: 'ingress' } },
    { peer: 'outside-cluster', ports: [...new Set([443, ...ports])].sort((a, b) => a - b) },
  ];
}
