import { resolveHost, resolveLab } from '../../../lab/layout';

describe('the layout of a lab', () => {
  test('derives all names from its name', () => {
    expect(resolveLab('test')).toMatchObject({ network: 'plinth-test', cgroupPrefix: 'plinth-test-' });
  });

  test.each(['', 'a-b', 'Lab', '1lab', '../x', 'averylongname'])('rejects the name %j', (name) => {
    expect(() => resolveLab(name)).toThrow(`--name "${name}"`);
  });

  test('assigns 10.77.0.11 to the first host', () => {
    expect(resolveHost(resolveLab('test'), 'cp1', 1).address).toBe('10.77.0.11');
  });
});
