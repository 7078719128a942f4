/**
 * Modules of the package @cdktf/provider-google, which `npm ci` does not install: where it is missing, the compiler takes
 * their types for `any`. `npm run clouds` installs it, and the compiler checks with its types.
 */
declare module '@cdktf/provider-google/lib/*';
