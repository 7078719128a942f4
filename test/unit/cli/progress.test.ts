import { withProgress } from '../../../src/cli/progress';

/** Shows steps on a stream, and returns what was written to it. */
async function show(stream: object, environment: NodeJS.ProcessEnv, steps: readonly string[]): Promise<string> {
  let written = '';
  const write = (text: string) => {
    written += text;
    return true;
  };
  const result = await withProgress(
    (showStep) => {
      for (const step of steps) showStep(step);
      return 'result';
    },
    { isTTY: true, columns: 80, ...stream, write },
    environment,
  );
  expect(result).toBe('result');
  return written;
}

const clear = '\r\u001b[2K';

describe('progress', () => {
  it('is one line of a terminal, which is cleared at the end', async () => {
    expect(await show({}, { TERM: 'xterm' }, ['dc1/traefik'])).toBe(`${clear}dc1/traefik${clear}`);
    expect(await show({}, { TERM: 'xterm', CI: 'false' }, ['dc1/traefik'])).toBe(`${clear}dc1/traefik${clear}`);
  });

  it('never wraps, and contains no control characters', async () => {
    expect(await show({ columns: 8 }, {}, ['dc1/\u001b[31mtraefik'])).toBe(`${clear}dc1/ [3${clear}`);
    expect(await show({ columns: 1 }, {}, ['dc1'])).toBe(`${clear}${clear}`);
  });

  it.each([
    ['a log', { isTTY: undefined, columns: undefined }, {}],
    ['a terminal of 0 columns', { columns: 0 }, {}],
    ['a terminal of unknown width', { columns: undefined }, {}],
    ['a dumb terminal', {}, { TERM: 'dumb' }],
    ['a CI system', {}, { CI: 'true' }],
    ['a CI system with another value', {}, { CI: '1' }],
  ])('is not shown on %s', async (_, stream, environment) => {
    expect(await show(stream, environment, ['dc1/traefik', 'dc1/loki'])).toBe('');
  });

  it('uses no colors, so that NO_COLOR has nothing to change', async () => {
    expect(await show({}, { NO_COLOR: '1' }, ['dc1'])).toBe(await show({}, {}, ['dc1']));
  });
});
