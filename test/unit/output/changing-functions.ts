/** Functions that change the file system: a killed process has called some of them, and no others. */
export const changingFunctions = [
  'copyFileSync',
  'linkSync',
  'mkdirSync',
  'mkdtempSync',
  'renameSync',
  'rmSync',
  'rmdirSync',
  'writeFileSync',
] as const;
