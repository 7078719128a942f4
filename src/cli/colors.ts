import pc from 'picocolors';

type Colors = ReturnType<typeof pc.createColors>;

/**
 * Returns the colors for a stream: none unless it is a terminal, or where NO_COLOR is set or the terminal has none.
 * FORCE_COLOR sets them everywhere.
 * @see https://no-color.org
 */
export function colorsFor(stream: { readonly isTTY?: boolean }, environment: NodeJS.ProcessEnv = process.env): Colors {
  const { NO_COLOR = '', FORCE_COLOR = '0', TERM } = environment;
  if (NO_COLOR !== '') return pc.createColors(false);
  return pc.createColors(FORCE_COLOR !== '0' || (stream.isTTY === true && TERM !== 'dumb'));
}

/** Colors the lines of a diff by their first character: additions, changes, removals, and risks. */
export function colorDiff(text: string, colors: Colors): string {
  const styles: Readonly<Record<string, (line: string) => string>> = {
    '+': colors.green,
    '~': colors.yellow,
    '-': colors.red,
    '!': (line) => colors.bold(colors.red(line)),
  };
  return text
    .split('\n')
    .map((line) => {
      const [sign = '', next] = line.trimStart();
      return next === ' ' ? (styles[sign]?.(line) ?? line) : line;
    })
    .join('\n');
}
