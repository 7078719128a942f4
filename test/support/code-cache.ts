import vm from 'node:vm';

interface CompiledFile {
  readonly code: string;
  readonly data: Buffer;
}

let isInstalled = false;

/**
 * Makes test files of one worker share the compiled code of the modules that they load. Jest compiles every module again
 * for every test file, because each has its own global objects: an eighth of the time of tests that load the library.
 */
export function shareCompiledCode(): void {
  if (isInstalled) return;
  isInstalled = true;
  const compiledFiles = new Map<string, CompiledFile>();
  const { compileFunction } = vm;
  vm.compileFunction = (code, parameters, options = {}) => {
    const { filename } = options;
    if (filename === undefined) return compileFunction(code, parameters, options);
    const compiled = compiledFiles.get(filename);
    // V8 compares nothing but the length of the code.
    if (compiled?.code === code) return compileFunction(code, parameters, { ...options, cachedData: compiled.data });
    const result = compileFunction(code, parameters, { ...options, produceCachedData: true });
    if (result.cachedData) compiledFiles.set(filename, { code, data: result.cachedData });
    return result;
  };
}
