import { hostNumbered, labNamed } from '../../../lab/layout';

describe('the names of a lab', () => {
  test('follow from its name, so that a lab can be found without a file', () => {
    expect(labNamed('test')).toMatchObject({ network: 'plinth-test', cgroupPrefix: 'plinth-test-' });
  });

  test.each(['', 'a-b', 'Lab', '1lab', '../x', 'averylongname'])('refuse %j', (name) => {
    expect(() => labNamed(name)).toThrow(`--name "${name}"`);
  });

  test('give the first host the address 10.77.0.11', () => {
    expect(hostNumbered(labNamed('test'), 'cp1', 1).address).toBe('10.77.0.11');
  });
});
