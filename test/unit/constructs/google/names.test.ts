import { formatName, nameRules, tryGetNameError, type NamedService } from '../../../../constructs/google/cloud/names';

const services = Object.keys(nameRules) as NamedService[];

test('names of Google Cloud resources have a rule with a source, and are valid for names of any length', () => {
  const long = ['0-platform-with-a-long-name', 'production', 'a-tenant--with-a-very-long-name', 'x'.repeat(63)];
  for (const service of services) {
    expect(nameRules[service].source).toMatch(/^https:\/\/cloud\.google\.com\//);
    expect([service, tryGetNameError(service, formatName(service, ...long))]).toEqual([service, undefined]);
  }
});
