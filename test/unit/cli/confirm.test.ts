import { PassThrough } from 'node:stream';
import { confirm } from '../../../src/cli/confirm';

const terminal = (isTTY: boolean) => ({
  input: Object.assign(new PassThrough(), { isTTY }),
  output: new PassThrough(),
});

describe('a question', () => {
  it.each([
    ['yes\n', true],
    [' yes \n', true],
    ['y\n', false],
    ['\n', false],
  ])('with the answer %j is confirmed: %s', async (answer, isConfirmed) => {
    const streams = terminal(true);
    const result = confirm('apply? ', 'yes', '--yes', streams);
    streams.input.write(answer);
    expect(await result).toBe(isConfirmed);
    expect(String(streams.output.read())).toContain('apply? ');
  });

  it('is not confirmed when the terminal is closed', async () => {
    const streams = terminal(true);
    const result = confirm('apply? ', 'yes', '--yes', streams);
    streams.input.end();
    expect(await result).toBe(false);
  });

  it('without a terminal is an error that names the option', async () => {
    await expect(confirm('apply? ', 'yes', '--yes', terminal(false))).rejects.toThrow('pass --yes');
  });
});
