import config from './jest.config.mjs';

/**
 * Tests of the scripts for hosts, which run bash with stand-ins for the programs of an operating system: `npm run
 * test:scripts`. Those of guards before destructive steps are part of `npm test` too.
 * @type {import('jest').Config}
 */
export default {
  ...config,
  testPathIgnorePatterns: [],
  testMatch: ['<rootDir>/test/unit/constructs/clusters/on-prem/*-scripts.test.ts'],
};
