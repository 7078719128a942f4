import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '../..');

/** TypeScript's language service for programs that tests render. It reads every file of the library once. */
export class TypeScriptService {
  private readonly service: ts.LanguageService;
  private readonly folder: string;

  /**
   * @param name folder of the programs in `.plinth`, where module resolution finds node_modules
   * @param programs text of each program by path
   */
  constructor(
    name: string,
    private readonly programs: Readonly<Record<string, string>>,
  ) {
    this.folder = join(root, '.plinth', name);
    rmSync(this.folder, { recursive: true, force: true });
    for (const [path, text] of Object.entries(programs)) {
      const file = this.file(path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    this.service = createService(Object.keys(programs).map((path) => this.file(path)));
  }

  /** Errors of the compiler in a program. */
  errors(path: string): readonly { readonly start: number; readonly length: number; readonly message: string }[] {
    const file = this.file(path);
    const diagnostics = [...this.service.getSyntacticDiagnostics(file), ...this.service.getSemanticDiagnostics(file)];
    return diagnostics.map(({ start = 0, length = 0, messageText }) => ({
      start,
      length,
      message: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
  }

  /** Documentation that editors show for the name at an offset: its text, and the tags by name. */
  hover(path: string, offset: number): { readonly type: string; readonly text: string; readonly tags: Tags } {
    const info = this.service.getQuickInfoAtPosition(this.file(path), offset);
    return {
      type: ts.displayPartsToString(info?.displayParts),
      text: ts.displayPartsToString(info?.documentation),
      tags: Object.fromEntries((info?.tags ?? []).map(({ name, text }) => [name, ts.displayPartsToString(text)])),
    };
  }

  /** Names that editors complete at an offset: keys of objects, or strings. */
  completions(path: string, offset: number): readonly string[] {
    const { entries = [] } = this.service.getCompletionsAtPosition(this.file(path), offset, {}) ?? {};
    return entries.map(({ name }) => name.replaceAll('"', ''));
  }

  /** Exports of modules that a program re-exports, and the members of their interfaces and classes, without docstring. */
  listUndocumented(path: string): { readonly exports: number; readonly undocumented: readonly string[] } {
    const program = this.service.getProgram();
    const file = program?.getSourceFile(this.file(path));
    const checker = program?.getTypeChecker();
    const module = file && checker?.getSymbolAtLocation(file);
    if (!checker || !module) return { exports: 0, undocumented: [] };
    const resolve = (symbol: ts.Symbol) =>
      symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const exported = new Map(
      checker
        .getExportsOfModule(module)
        .flatMap((names) => checker.getExportsOfModule(resolve(names)))
        .map((symbol) => [resolve(symbol), symbol.name]),
    );
    const isDocumented = (symbol: ts.Symbol) => symbol.getDocumentationComment(checker).length > 0;
    return {
      exports: exported.size,
      undocumented: [...exported].flatMap(([symbol, name]) => [
        ...(isDocumented(symbol) ? [] : [name]),
        ...listMembers(symbol).flatMap((member) => (isDocumented(member) ? [] : [`${name}.${member.name}`])),
      ]),
    };
  }

  /** The text of a program. */
  text(path: string): string {
    return this.programs[path] ?? '';
  }

  private file(path: string): string {
    return join(this.folder, path);
  }
}

/** Lists the public members that an interface or a class of the library declares itself. */
function listMembers(symbol: ts.Symbol): readonly ts.Symbol[] {
  const declarations = symbol.declarations ?? [];
  if (!declarations.some((declaration) => ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration)))
    return [];
  return [...(symbol.members?.values() ?? [])].filter(({ flags, declarations: places }) => {
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Override;
    const isMember = flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Method | ts.SymbolFlags.Accessor);
    // Members that the schemas generate have documentation of their own.
    const isGenerated = (place: ts.Declaration) => place.getSourceFile().fileName.endsWith('documented-options.ts');
    return isMember && places?.every((place) => !(ts.getCombinedModifierFlags(place) & hidden) && !isGenerated(place));
  });
}

type Tags = Readonly<Record<string, string>>;

function createService(files: string[]): ts.LanguageService {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    readonly config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return ts.createLanguageService({
    getScriptFileNames: () => files,
    getScriptVersion: () => '1',
    getScriptSnapshot: (path) => {
      const text = ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getCompilationSettings: () => ({ ...options, noEmit: true, incremental: false }),
    getDefaultLibFileName: (compilerOptions) => ts.getDefaultLibFilePath(compilerOptions),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    directoryExists: (path) => ts.sys.directoryExists(path),
  });
}
