import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Go module in a version. */
export interface GoModule {
  readonly path: string;
  /** With `v`. */
  readonly version: string;
}

/** Lists the modules that a go.mod requires, or their replacements. */
export function listGoModules(goMod: string): readonly GoModule[] {
  const replacements = new Map<string, GoModule>();
  const modules: GoModule[] = [];
  for (const line of goMod.split('\n').map((text) =>
    text
      .replace(/\/\/.*/, '')
      .replace(/^(require|replace) /, '')
      .trim(),
  )) {
    const [, replaced, path, version] = /^(\S+)(?: v\S+)? => (\S+) (v\S+)$/.exec(line) ?? [];
    if (replaced !== undefined && path !== undefined && version !== undefined)
      replacements.set(replaced, { path, version });
    const [, requiredPath, requiredVersion] = /^(\S+) (v\S+)$/.exec(line) ?? [];
    if (requiredPath !== undefined && requiredVersion !== undefined)
      modules.push({ path: requiredPath, version: requiredVersion });
  }
  return modules.map((module) => replacements.get(module.path) ?? module);
}

/** Licences that oblige those who offer a service, or allow some uses only. */
const refusedLicences = /AGPL|SSPL|BUSL|Elastic-2|Commons[- ]Clause/i;

/** Returns why a licence is refused, or undefined. @param licence SPDX expression; empty if there is none */
export function findLicenceProblem(name: string, licence: string): string | undefined {
  if (licence === '') return `${name}: has no licence`;
  if (licence === 'UNLICENSED' || refusedLicences.test(licence)) return `${name}: is under ${licence}`;
  return undefined;
}

/** Phrases of licence texts, by SPDX identifier. The first that match decide. */
const phrases: readonly (readonly [identifier: string, phrase: RegExp])[] = [
  // Before AGPL, which its text names as a secondary licence.
  ['MPL-2.0', /Mozilla Public License,?\s+(Version|v\.?)\s*2\.0/i],
  ['AGPL-3.0', /GNU AFFERO GENERAL PUBLIC LICENSE/i],
  ['SSPL-1.0', /Server Side Public License/i],
  ['BUSL-1.1', /Business Source License/i],
  ['Elastic-2.0', /Elastic License 2\.0/i],
  ['LGPL-3.0', /GNU LESSER GENERAL PUBLIC LICENSE/i],
  ['GPL', /GNU GENERAL PUBLIC LICENSE/i],
  ['Apache-2.0', /Apache License,?\s+Version 2\.0|www\.apache\.org\/licenses\/LICENSE-2\.0/i],
  ['EPL', /Eclipse Public License/i],
  ['BSL-1.0', /Boost Software License/i],
  ['CC0-1.0', /CC0 1\.0|Creative Commons Zero|waived all copyright/i],
  ['Unlicense', /This is free and unencumbered software/i],
  ['BSD-3-Clause', /Redistribution and use[\s\S]*neither the name/i],
  ['BSD-2-Clause', /Redistribution and use in source and binary forms/i],
  ['MIT', /Permission is hereby granted, free of charge/i],
  ['ISC', /Permission to use, copy, modify, and( or)? distribute this software/i],
  ['UPL-1.0', /Universal Permissive License/i],
  ['Zlib', /This software is provided 'as-is', without any express or implied/i],
];

/**
 * Returns the licences of the files LICENSE, COPYING and the like in a folder, as an SPDX expression; empty if there is no
 * such file or its text is not known.
 */
export function detectLicence(folder: string): string {
  const files = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isFile() && /^(un)?(licen[cs]e|copying|mit-licen)/i.test(entry.name),
  );
  const licences = files.flatMap(({ name }) => {
    // Line breaks and comment signs are between the words of a phrase.
    const text = readFileSync(join(folder, name), 'utf8').replaceAll(/[\s/*#]+/g, ' ');
    return phrases.find(([, phrase]) => phrase.test(text))?.[0] ?? [];
  });
  return [...new Set(licences)].sort().join(' AND ');
}
