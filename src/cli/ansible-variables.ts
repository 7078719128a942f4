import { parse } from 'yaml';
import type { AnsibleInventory, AnsibleVariables } from '../files/ansible-inventory';

/** Start of a value that ansible-vault has encrypted. */
const vaultHeader = '$ANSIBLE_VAULT';

/** Maximum number of variables that refer to each other, as a protection against circles. */
const maxReferences = 10;

/**
 * Variables of the hosts of a cluster. Records which variables were carried over, so that the others can be listed, and collects
 * notes about those that could not be.
 */
export class ClusterVariables {
  readonly #carried = new Set<string>();
  readonly #notes = new Set<string>();
  readonly #hosts: ReadonlyMap<string, AnsibleVariables>;
  readonly #first: string;

  /** @param clusterHosts hosts of the cluster; the first one, a control plane, has the variables of the cluster */
  constructor(
    inventory: AnsibleInventory,
    private readonly clusterHosts: readonly string[],
  ) {
    this.#hosts = new Map([...inventory.hosts].map(([name, variables]) => [name, resolveReferences(variables)]));
    this.#first = clusterHosts[0] ?? '';
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }

  addNote(note: string): void {
    this.#notes.add(note);
  }

  /** Returns the first of these variables of a host that has a readable value. */
  ofHost(host: string, ...names: readonly string[]): unknown {
    for (const name of names) {
      const value = this.#hosts.get(host)?.[name];
      if (value === undefined || value === null || value === '') continue;
      this.#carried.add(name);
      const reason = tryGetUnreadableReason(value);
      if (reason === undefined) return parseLiteral(value);
      this.addNote(`${name}: its value ${reason}, and was not carried over`);
    }
    return undefined;
  }

  /** Returns the first of these variables of a host that is a string, number or boolean, as a string. */
  textOfHost(host: string, ...names: readonly string[]): string | undefined {
    return tryFormatScalar(this.ofHost(host, ...names));
  }

  /** Returns the first of these variables of the cluster that has a readable value. Notes if hosts have different ones. */
  value(...names: readonly string[]): unknown {
    for (const name of names) {
      const value = this.ofHost(this.#first, name);
      if (value === undefined) continue;
      const differs = this.clusterHosts.some((host) => {
        const other = this.#hosts.get(host)?.[name];
        return other !== undefined && JSON.stringify(parseLiteral(other)) !== JSON.stringify(value);
      });
      if (differs)
        this.addNote(`${name}: hosts have different values, of which that of ${this.#first} was carried over`);
      return value;
    }
    return undefined;
  }

  /** Returns the first of these variables of the cluster that is a string, number or boolean, as a string. */
  text(...names: readonly string[]): string | undefined {
    return tryFormatScalar(this.value(...names));
  }

  /** Returns a variable of the cluster that is a list of strings; a string is a list of one. */
  texts(name: string): readonly string[] {
    return listTexts(this.value(name));
  }

  /** Returns a variable of the cluster that is a mapping; an empty one otherwise. */
  mapping(name: string): AnsibleVariables {
    const value = this.value(name);
    return isMapping(value) ? value : {};
  }

  isTrue(...names: readonly string[]): boolean {
    return isTrue(this.value(...names));
  }

  /** Lists the variables that are not carried over and need a note, without their values, which may be secrets. */
  listOthers(isIgnored: (name: string, value: unknown) => boolean): readonly string[] {
    const others = [...this.#hosts.values()].flatMap((variables) =>
      Object.entries(variables).filter(([name, value]) => !this.#carried.has(name) && !isIgnored(name, value)),
    );
    return [...new Set(others.map(([name]) => name))].sort();
  }
}

/** True for the values that Ansible converts to true. */
export function isTrue(value: unknown): boolean {
  return ['true', 'yes', '1'].includes((tryFormatScalar(value) ?? '').toLowerCase());
}

/** Returns a string, number or boolean as a string; undefined for other values. */
export function tryFormatScalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Returns the scalars of a list as strings; a scalar is a list of one. */
export function listTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => tryFormatScalar(item) ?? []);
}

/** Converts a number or boolean of the INI format, where every value is a string. */
export function parseScalar(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (/^\d+$/.test(value)) return Number(value);
  return /^(true|false)$/i.test(value) ? value.toLowerCase() === 'true' : value;
}

export function isMapping(value: unknown): value is AnsibleVariables {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Replaces references to other variables, `{{ name }}`, by their values. Other expressions are left as they are. */
function resolveReferences(variables: AnsibleVariables): AnsibleVariables {
  const resolve = (value: unknown, references: number): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => resolve(item, references));
    if (isMapping(value))
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, references)]));
    if (typeof value !== 'string' || !value.includes('{{') || references === maxReferences) return value;
    return value.replace(/\{\{\s*([A-Za-z_]\w*)\s*\}\}/g, (expression, name: string) => {
      return tryFormatScalar(resolve(variables[name], references + 1)) ?? expression;
    });
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, resolve(value, 0)]));
}

/** Returns why a value cannot be read; undefined if it can be. */
function tryGetUnreadableReason(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.map(tryGetUnreadableReason).find((reason) => reason !== undefined);
  if (isMapping(value)) return tryGetUnreadableReason(Object.values(value));
  if (typeof value !== 'string') return undefined;
  if (value.startsWith(vaultHeader)) return 'is encrypted';
  return /\{\{|\{%/.test(value) ? 'is computed by Ansible' : undefined;
}

/** Parses a list or mapping of the INI format, such as `{'disk': 'ssd'}`. */
function parseLiteral(value: unknown): unknown {
  if (typeof value !== 'string' || !/^(\[.*\]|\{.*\})$/s.test(value)) return value;
  try {
    return parse(value, { logLevel: 'silent' }) as unknown;
  } catch {
    return value;
  }
}
