/** @type {import('jest').Config} */
export default {
  testEnvironment: '<rootDir>/test/support/environment.ts',
  setupFiles: ['seed', 'colors', 'stack-traces'].map((file) => `<rootDir>/test/support/${file}.ts`),
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // These take long: see jest.scripts.config.mjs and jest.types.config.mjs.
  testPathIgnorePatterns: ['/node_modules/', '-(scripts|programs)\\.test\\.ts$', '/docs/typescript\\.test\\.ts$'],
  transform: { '^.+\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  // The same names that users import; tsconfig.json repeats them for the compiler.
  moduleNameMapper: {
    '^plinth$': '<rootDir>/src/index.ts',
    '^plinth/(aws|azure|google|machines)$': '<rootDir>/constructs/$1/index.ts',
    '^plinth/testing$': '<rootDir>/src/testing/index.ts',
    '^plinth/(constructs|stacks)$': '<rootDir>/$1/index.ts',
  },
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
  // By default, Jest leaves one CPU free, which is half of a machine with two.
  maxWorkers: '100%',
};
