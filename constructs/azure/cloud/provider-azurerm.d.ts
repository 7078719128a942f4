/**
 * Modules of the package @cdktf/provider-azurerm, which `npm ci` does not install: where it is missing, the compiler
 * takes their types for `any`. `npm run clouds` installs it, and the compiler checks with its types.
 */
declare module '@cdktf/provider-azurerm/lib/*';
