import config from './jest.config.mjs';

/**
 * Tests that run the TypeScript compiler and its language service on definitions, and tests that start commands and the
 * programs of the docs as processes: `npm run test:types`. Compiling the types of all kinds, or starting a process that
 * loads them, takes as long as hundreds of other tests.
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/unit/docs/typescript.test.ts', '<rootDir>/test/unit/**/*-programs.test.ts'],
};
