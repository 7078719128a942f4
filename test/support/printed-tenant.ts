import { readFileSync, writeFileSync } from 'node:fs';

/** Adds what `plinth new tenant` has printed to a program that `plinth init` has written, as the user does. */
export function addTenantToProgram(file: string, printed: string): void {
  const [, entry = ''] = /^add to .*:\n([\s\S]*?)^next:/m.exec(printed) ?? [];
  const program = readFileSync(file, 'utf8').replace("tenantsIn('tenants', {})", `tenantsIn('tenants', {\n${entry}})`);
  writeFileSync(file, program);
}
