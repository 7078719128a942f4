import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { UserError } from '../schema/user-error';

/** Variables by name. Values of INI files are strings, numbers are not converted. */
export type AnsibleVariables = Readonly<Record<string, unknown>>;

/** Ansible inventory: hosts and groups with their variables, in the order of the files. */
export interface AnsibleInventory {
  /** Variables of each host, those of its groups included: nearer groups and the host itself have precedence. */
  readonly hosts: ReadonlyMap<string, AnsibleVariables>;
  /** Names of the hosts of each group, those of its child groups included. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  /** Files that could not be read, each with the reason. */
  readonly unread: readonly string[];
}

interface Group {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  /** Variables in the inventory itself, which have less precedence than those of all files. */
  readonly variables: Record<string, unknown>;
  /** Variables in the files of `group_vars`. */
  readonly fileVariables: Record<string, unknown>;
}

/** Inventory while its files are read. */
class InventoryBuilder {
  readonly groups = new Map<string, Group>();
  readonly hosts = new Map<string, Record<string, unknown>>();
  readonly unread: string[] = [];

  group(name: string): Group {
    const group = this.groups.get(name) ?? { hosts: new Set(), children: new Set(), variables: {}, fileVariables: {} };
    this.groups.set(name, group);
    return group;
  }

  host(name: string): Record<string, unknown> {
    const variables = this.hosts.get(name) ?? {};
    this.hosts.set(name, variables);
    return variables;
  }

  /** Lists the hosts of a group and of its child groups. */
  listHosts(name: string, seen: ReadonlySet<string> = new Set()): readonly string[] {
    const group = this.groups.get(name);
    if (name === 'all') return [...this.hosts.keys()];
    if (group === undefined || seen.has(name)) return [];
    const children = [...group.children].flatMap((child) => this.listHosts(child, new Set([...seen, name])));
    return [...new Set([...group.hosts, ...children])];
  }

  /** Returns the greatest distance of a group from `all`, of which every group is a child. */
  depth(name: string, seen: readonly string[] = []): number {
    const parents = [...this.groups].filter(([parent, { children }]) => children.has(name) && !seen.includes(parent));
    return 1 + Math.max(0, ...parents.map(([parent]) => this.depth(parent, [...seen, name])));
  }
}

/**
 * Reads an Ansible inventory in the INI or YAML format, with `group_vars` and `host_vars` next to it.
 * @param addedGroups groups that a playbook creates, by name, from the hosts of the groups in each list
 * @see https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html
 * @throws UserError when the inventory does not exist or is not valid
 */
export function readAnsibleInventory(
  file: string,
  addedGroups: Readonly<Record<string, readonly string[]>> = {},
): AnsibleInventory {
  if (!existsSync(file) || statSync(file).isDirectory())
    throw new UserError(`${file} is not a file: write the path of an inventory in the INI or YAML format`);
  const builder = new InventoryBuilder();
  const text = readFileSync(file, 'utf8');
  if (['.yml', '.yaml', '.json'].includes(extname(file))) readYamlInventory(builder, file, text);
  else readIniInventory(builder, file, text);
  for (const [name, members] of Object.entries(addedGroups))
    for (const member of members) if (builder.groups.has(member)) builder.group(name).children.add(member);
  const groupFolder = join(dirname(file), 'group_vars');
  const hostFolder = join(dirname(file), 'host_vars');
  for (const name of new Set(['all', ...builder.groups.keys()]))
    Object.assign(builder.group(name).fileVariables, readVariables(builder, join(groupFolder, name)));
  for (const name of builder.hosts.keys())
    Object.assign(builder.host(name), readVariables(builder, join(hostFolder, name)));
  noteUnusedFiles(builder, groupFolder, [...builder.groups.keys(), 'ungrouped'], 'group');
  noteUnusedFiles(builder, hostFolder, [...builder.hosts.keys()], 'host');
  const depths = new Map([...builder.groups.keys()].map((name) => [name, name === 'all' ? 0 : builder.depth(name)]));
  // Of groups of the same depth, the last one in the alphabet has precedence.
  const sortedGroups = [...builder.groups.keys()].sort(
    (a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0) || (a < b ? -1 : 1),
  );
  const members = new Map(sortedGroups.map((name) => [name, builder.listHosts(name)]));
  return {
    hosts: new Map(
      [...builder.hosts].map(([name, variables]) => {
        const groups = sortedGroups.filter((group) => members.get(group)?.includes(name));
        const layers = [
          ...groups.map((group) => builder.group(group).variables),
          ...groups.map((group) => builder.group(group).fileVariables),
          variables,
        ];
        return [name, Object.fromEntries(layers.flatMap((layer) => Object.entries(layer)))];
      }),
    ),
    groups: members,
    unread: builder.unread,
  };
}

function readIniInventory(builder: InventoryBuilder, file: string, text: string): void {
  let section: { readonly group: string; readonly type: string } = { group: 'ungrouped', type: 'hosts' };
  for (const [index, rawLine] of text.split('\n').entries()) {
    const line = rawLine.trim();
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const header = /^\[([^\]:]+)(?::(children|vars|hosts))?\]$/.exec(line);
    if (header) {
      section = { group: header[1] ?? '', type: header[2] ?? 'hosts' };
      builder.group(section.group);
      continue;
    }
    if (section.type === 'children') {
      const [child = ''] = splitWords(line);
      builder.group(section.group).children.add(child);
      builder.group(child);
    } else if (section.type === 'vars') {
      const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(line) ?? [];
      if (name === undefined)
        throw new UserError(`${file}:${index + 1}: '${line}' is not a variable: write name=value`);
      builder.group(section.group).variables[name] = unquote((value ?? '').replace(/\s+[#;].*$/, ''));
    } else {
      const [pattern = '', ...assignments] = splitWords(line);
      const variables = Object.fromEntries(
        assignments.map((assignment) => {
          const separator = assignment.indexOf('=');
          return [assignment.slice(0, separator), assignment.slice(separator + 1)];
        }),
      );
      for (const host of expandHostRange(pattern)) {
        Object.assign(builder.host(host), variables);
        if (section.group !== 'ungrouped') builder.group(section.group).hosts.add(host);
      }
    }
  }
}

/** Splits a line into words; quotes are removed, and a comment ends the line. */
function splitWords(line: string): readonly string[] {
  const words: string[] = [];
  for (const [word] of line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)) {
    if (word.startsWith('#')) break;
    words.push(
      word.replaceAll(/"([^"]*)"|'([^']*)'/g, (_, double?: string, single?: string) => double ?? single ?? ''),
    );
  }
  return words;
}

function unquote(value: string): string {
  const [, , quoted] = /^(["'])(.*)\1$/.exec(value.trim()) ?? [];
  return quoted ?? value.trim();
}

/** Expands ranges in a host name: `w[01:40]` is w01 to w40, `db-[a:c]` is db-a to db-c. */
export function expandHostRange(pattern: string): readonly string[] {
  const match = /^(.*?)\[(\w+):(\w+)(?::(\d+))?\](.*)$/.exec(pattern);
  if (!match) return [pattern];
  const [, before = '', first = '', last = '', step = '1', after = ''] = match;
  const isNumber = /^\d+$/.test(first) && /^\d+$/.test(last);
  const [from, to] = isNumber ? [Number(first), Number(last)] : [first.charCodeAt(0), last.charCodeAt(0)];
  const length = Math.max(0, Math.floor((to - from) / Number(step)) + 1);
  return Array.from({ length }, (_, index) => from + index * Number(step)).flatMap((code) =>
    expandHostRange(
      `${before}${isNumber ? String(code).padStart(first.length, '0') : String.fromCharCode(code)}${after}`,
    ),
  );
}

function readYamlInventory(builder: InventoryBuilder, file: string, text: string): void {
  const document = parseDocument(text, { logLevel: 'silent' });
  const [error] = document.errors;
  const root: unknown = error ? undefined : document.toJS();
  if (!isMapping(root))
    throw new UserError(`${file} is not a YAML mapping of groups${error ? `: ${error.message}` : ''}`);
  for (const [name, group] of Object.entries(root)) readYamlGroup(builder, name, group);
}

function readYamlGroup(builder: InventoryBuilder, name: string, value: unknown): void {
  const group = builder.group(name);
  const { hosts, vars, children } = isMapping(value) ? value : {};
  if (isMapping(vars)) Object.assign(group.variables, vars);
  for (const [pattern, variables] of Object.entries(isMapping(hosts) ? hosts : {}))
    for (const host of expandHostRange(pattern)) {
      Object.assign(builder.host(host), isMapping(variables) ? variables : {});
      group.hosts.add(host);
    }
  for (const [child, childValue] of Object.entries(isMapping(children) ? children : {})) {
    group.children.add(child);
    readYamlGroup(builder, child, childValue);
  }
}

/** Extensions of files with variables. */
const extensions = ['', '.yml', '.yaml', '.json'];

/** Reads the variables of a group or host: a file with or without extension, or all files of a folder. */
function readVariables(builder: InventoryBuilder, path: string): Readonly<Record<string, unknown>> {
  const files = extensions
    .map((extension) => `${path}${extension}`)
    .filter((candidate) => existsSync(candidate))
    .flatMap((candidate) => listFiles(candidate));
  return Object.fromEntries(files.flatMap((file) => Object.entries(readVariablesFile(builder, file))));
}

/** Lists a file, or the files of a folder and its folders, in the order in which Ansible reads them. */
function listFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((entry) => listFiles(join(path, entry)));
}

/** Records the files of `group_vars` or `host_vars` that are not those of a group or host of the inventory. */
function noteUnusedFiles(
  builder: InventoryBuilder,
  folder: string,
  names: readonly string[],
  noun: 'group' | 'host',
): void {
  if (!existsSync(folder)) return;
  const used = names.flatMap((name) => extensions.map((extension) => `${name}${extension}`));
  for (const entry of readdirSync(folder).sort())
    if (!used.includes(entry)) builder.unread.push(`${join(folder, entry)}: the inventory has no ${noun} of this name`);
}

function readVariablesFile(builder: InventoryBuilder, file: string): Readonly<Record<string, unknown>> {
  const text = readFileSync(file, 'utf8');
  if (text.startsWith('$ANSIBLE_VAULT')) {
    builder.unread.push(`${file}: is encrypted`);
    return {};
  }
  const document = parseDocument(text, { logLevel: 'silent' });
  const value: unknown = document.errors.length > 0 ? undefined : document.toJS();
  if (isMapping(value)) return value;
  if (text.trim() !== '' && value !== null) builder.unread.push(`${file}: is not a YAML mapping`);
  return {};
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
