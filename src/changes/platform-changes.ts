import { isDeepStrictEqual } from 'node:util';
import type { Backend } from '../definition/backend';
import type { Platform } from '../definition/platform';
import { compareValues, type Change } from './change';

/** Top-level options with changes of their own, and those that change nothing that is deployed. */
const otherOptions = ['name', 'state', 'domain', 'clusters', 'tenants', 'allowRemoval', '$schema'];

/**
 * Compares the options of two platforms, without their clusters and tenants. Another location of the Terraform states comes
 * first: it is the greatest danger.
 */
export function comparePlatformOptions(previous: Platform, current: Platform): readonly Change[] {
  const options = Object.keys({ ...previous, ...current }) as (keyof Platform)[];
  return [
    ...compareBackends(previous, current),
    ...compareNames(previous, current),
    ...compareDomains(previous, current),
    ...options
      .filter((option) => !otherOptions.includes(option) && !isDeepStrictEqual(previous[option], current[option]))
      .map((option): Change => ({
        action: 'change',
        path: [option],
        ...compareValues([option], previous[option], current[option]),
      })),
  ];
}

function compareNames(previous: Platform, current: Platform): readonly Change[] {
  const [from, to] = [previous.name, current.name];
  if (from === to) return [];
  const movesState = usesPlatformName(previous.state) || usesPlatformName(current.state);
  return [{ action: 'change', path: ['name'], from, to, ...(movesState ? { risk: movedStateRisk } : {}) }];
}

function compareDomains({ domain: from }: Platform, { domain: to }: Platform): readonly Change[] {
  if (from === to) return [];
  const risk =
    'host names that derive from the domain change, and the previous ones are no longer served: create DNS records of the new ones first';
  return [{ action: 'change', path: ['domain'], from, to, risk }];
}

/**
 * Compares the Terraform backends. Terraform refuses a stack whose folder was initialized with another backend until it
 * is initialized again; a new folder, as in CI, starts with what is at the new location.
 * @see https://developer.hashicorp.com/terraform/language/backend#change-a-backend-block
 */
function compareBackends({ state: previous }: Platform, { state: current }: Platform): readonly Change[] {
  if (isDeepStrictEqual(previous, current)) return [];
  const change: Change = { action: 'change', path: ['state'], ...compareValues(['state'], previous, current) };
  if (isDeepStrictEqual(omitCreation(previous), omitCreation(current))) return [change];
  const isSameLocation = isDeepStrictEqual(omitAccess(previous), omitAccess(current));
  const risk = isSameLocation
    ? "Terraform stops until you run `terraform init -reconfigure` in each stack's folder"
    : movedStateRisk;
  return [{ ...change, risk }];
}

const movedStateRisk =
  "every Terraform state gets another location, where Terraform would create everything again: run `terraform init -migrate-state` in each stack's folder before you deploy, after `terraform init` with the previous output";

/** Returns whether the location of the states contains the name of the platform. */
function usesPlatformName(state: Backend): boolean {
  return state.backend !== 'local' && !(state.backend === 'pg' && state.schema !== undefined);
}

/** Returns a backend without the options that only `plinth state create` reads. */
function omitCreation(state: Backend): object {
  return omitOptions(state, ['location', 'project']);
}

/** Returns a backend without the options that do not change the location of the states. */
function omitAccess(state: Backend): object {
  return omitOptions(state, ['location', 'project', 'kmsKeyId', 'kmsEncryptionKey', 'subscription']);
}

function omitOptions(state: Backend, options: readonly string[]): object {
  return Object.fromEntries(Object.entries(state).filter(([option]) => !options.includes(option)));
}
