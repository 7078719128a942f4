import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { networkCommand } from '../../../../lab/network';
import type { ScenarioContext } from '../../../../lab/scenario';

/** Starts a program in the lab's network, which is killed with that network. */
export function startProcess(context: ScenarioContext, outputFile: string, command: readonly string[]): void {
  const [program, args] = networkCommand(context.lab, command);
  const descriptor = openSync(outputFile, 'a');
  spawn(program, args, { detached: true, stdio: ['ignore', descriptor, descriptor] }).unref();
}
