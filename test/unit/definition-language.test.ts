import { createSynthRequest, builtInLanguage } from '../../src/synth';
import { testing } from '../support/kinds';
import { validPlatform } from '../support/problems';

describe('the language of a definition', () => {
  it('is that of the `definePlatform` which returned the definition', () => {
    const definition = testing.definePlatform({ ...validPlatform } as never);
    expect(createSynthRequest(definition).language).toBe(testing);
    expect(createSynthRequest(definition, builtInLanguage).language).toBe(builtInLanguage);
  });

  it('is that of the built-in kinds for plain data', () => {
    expect(createSynthRequest({ ...validPlatform }).language).toBe(builtInLanguage);
  });
});
