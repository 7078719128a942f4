import type { Language } from './create-language';

/**
 * Languages by definition. All copies of Plinth in a process share them: a program may have another copy than the command
 * that runs it.
 */
const languagesKey = Symbol.for('plinth.languages');
const state = globalThis as { [languagesKey]?: WeakMap<object, Language> | undefined };
const languages = state[languagesKey] ?? new WeakMap<object, Language>();
state[languagesKey] = languages;

/** Remembers the language in which a definition was written, by `definePlatform`. Returns the definition. */
export function rememberLanguage<T>(definition: T, language: Language): T {
  if (typeof definition === 'object' && definition !== null) languages.set(definition, language);
  return definition;
}

/** Returns the language in which a definition was written; undefined for plain data. */
export function tryGetLanguage(definition: unknown): Language | undefined {
  return typeof definition === 'object' && definition !== null ? languages.get(definition) : undefined;
}
