import { error, formatPath, formatProblem } from '../../../src/schema/problem';
import { checkPlatformWith } from '../../support/problems';

describe('a formatted problem', () => {
  it('has a path with dots and brackets', () => {
    expect(formatPath(['tenants', 'shop', 'applications', 'web', 'calls', 0])).toBe(
      'tenants.shop.applications.web.calls[0]',
    );
    expect(formatPath(['clusters', 'dc1', 'components', '[traefik]', 'replicas'])).toBe(
      'clusters.dc1.components[traefik].replicas',
    );
  });

  it('truncates long values', () => {
    const line = formatProblem(error(['name'], 'x'.repeat(500), 'is too long', 'write less'));
    expect(line.length).toBeLessThan(100);
    expect(line).toMatch(/^name is "x+\.\.\.: is too long; write less$/);
  });

  it('shows values that only a program can contain', () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    const errors = checkPlatformWith({
      name: () => 'acme',
      domain: circular,
      environments: new Map(),
      state: Number.NaN,
    });
    expect(errors.map((line) => line.split(':')[0])).toEqual([
      'domain.self',
      'environments is a Map',
      'name is a function',
      'state is NaN',
    ]);
  });
});
