import { suggest, trySuggestConversion } from '../../../src/schema/suggestions';

describe('a suggestion for an unknown name', () => {
  it.each([
    ['traefk', "write 'traefik'"],
    ['rtaefik', "write 'traefik'"],
    ['nginx', "write one of 'traefik', 'loki'"],
  ])('for %j is to %s', (name, fix) => {
    expect(suggest(name, ['traefik', 'loki'])).toBe(fix);
  });

  it('contains all names that are equally similar', () => {
    expect(suggest('shop-we', ['shop-web', 'shop-wep', 'bank'])).toBe("write one of 'shop-web', 'shop-wep'");
  });

  it('does not contain a name with another number', () => {
    expect(suggest('node4', ['node1', 'node2'])).toBe("write one of 'node1', 'node2'");
    expect(suggest('1.26', ['1.35', '1.36'])).toBe("write one of '1.35', '1.36'");
    expect(suggest('v1.36', ['1.35', '1.36'])).toBe("write '1.36'");
    expect(suggest('prod', ['prod1', 'dev1'])).toBe("write 'prod1'");
  });

  it('is the only name there is, or to define one', () => {
    expect(suggest('x', ['production'])).toBe("write 'production'");
    expect(suggest('x', [])).toBe('add an entry with this name first');
  });
});

describe('a suggestion for a value of the wrong type', () => {
  const isString = (value: unknown) => typeof value === 'string';

  it('is the value in a type that is valid', () => {
    expect(trySuggestConversion(1.36, isString)).toBe("write '1.36'");
    expect(trySuggestConversion(false, isString)).toBe("write 'false'");
    expect(trySuggestConversion('80', (value) => value === 80)).toBe('write 80');
    expect(trySuggestConversion("it's", Array.isArray)).toBe('write ["it\'s"]');
    expect(trySuggestConversion(7, (value) => Array.isArray(value) && value.every(isString))).toBe("write ['7']");
  });

  it('is undefined where no type is valid', () => {
    expect(trySuggestConversion(1.36, () => false)).toBeUndefined();
    expect(trySuggestConversion({}, () => true)).toBeUndefined();
    expect(trySuggestConversion('', (value) => value === 0)).toBeUndefined();
  });
});
