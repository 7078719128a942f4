import { error, formatLocatedProblem, formatPath, formatProblem } from '../../../src/schema/problem';
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

  it('escapes what a terminal or a CI system would interpret, in names, values and texts', () => {
    const key = 'x\u001b[2J\u0007\u009b\n::stop-commands::x\u202e\u2028';
    const line = formatLocatedProblem({ ...error([key], key, `has '${key}'`, `remove ${key}`), location: `${key}:1` });
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(line).toContain('x\\u001b[2J\\u0007\\u009b\\u000a::stop-commands::x\\u202e\\u2028:1: ');
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
