import config from './jest.config.mjs';

/**
 * Tests that run the TypeScript compiler and its language service on definitions: `npm run test:types`. They compile the
 * types of all kinds, which takes as long as hundreds of other tests.
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/unit/docs/typescript.test.ts'],
};
