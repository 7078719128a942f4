import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import type * as TypeScript from 'typescript';
import type { PathSegment } from '../schema/problem';

/** Expression of a program with the file that contains it. */
interface LocatedNode {
  readonly node: TypeScript.Node;
  readonly source: TypeScript.SourceFile;
}

/** Functions that take the definition. */
const definingFunctions = ['definePlatform', 'synth'];

/** Extensions that an import may leave out. */
const importExtensions = ['', '.ts', '.mts', '.js', '/index.ts'];

/**
 * Finds the places of a definition in the source text of a program: in object literals, in arguments of functions such as
 * `existing({ … })`, and in constants of the program and of the files that it imports by a relative path.
 */
export class ProgramLocations {
  private readonly sources = new Map<string, TypeScript.SourceFile>();

  private constructor(
    private readonly ts: typeof TypeScript,
    private readonly file: string,
  ) {}

  /** Reads a program with the compiler of its project; undefined where `typescript` is not installed there. */
  static tryCreate(file: string): ProgramLocations | undefined {
    try {
      const require = createRequire(resolve(file));
      return new ProgramLocations(require('typescript') as typeof TypeScript, file);
    } catch {
      return undefined;
    }
  }

  /**
   * Returns file and line of the value at a path, or of its nearest parent that the source text shows; undefined where it
   * does not show the option of the top level.
   */
  tryGetLocation(path: readonly PathSegment[]): string | undefined {
    const source = this.readSource(resolve(this.file));
    let current = this.findDefinition(source);
    let found: LocatedNode | undefined;
    for (const segment of path) {
      const value = current && this.resolveValue(current);
      const entry = value && this.findEntry(value, segment);
      if (!entry) break;
      found = entry;
      current = { node: this.entryValue(entry.node), source: entry.source };
    }
    if (!found) return undefined;
    const { line } = found.source.getLineAndCharacterOfPosition(found.node.getStart(found.source));
    return `${relative('.', found.source.fileName)}:${line + 1}`;
  }

  private readSource(file: string): TypeScript.SourceFile {
    const source =
      this.sources.get(file) ??
      this.ts.createSourceFile(file, readFileSync(file, 'utf8'), this.ts.ScriptTarget.Latest, true);
    this.sources.set(file, source);
    return source;
  }

  /** Finds the argument of `definePlatform` or `synth`, or the default export. */
  private findDefinition(source: TypeScript.SourceFile): LocatedNode | undefined {
    const { ts } = this;
    let definition: TypeScript.Node | undefined;
    const visit = (node: TypeScript.Node) => {
      if (ts.isCallExpression(node)) {
        const called = ts.isPropertyAccessExpression(node.expression) ? node.expression.name : node.expression;
        // definePlatform is within synth(…), and visited after it.
        if (ts.isIdentifier(called) && definingFunctions.includes(called.text)) definition = node.arguments[0];
      } else if (ts.isExportAssignment(node)) definition ??= node.expression;
      ts.forEachChild(node, visit);
    };
    visit(source);
    return definition && { node: definition, source };
  }

  /** Follows an expression to the object or list that it shows; undefined where the program computes the value. */
  private resolveValue({ node, source }: LocatedNode, depth = 0): LocatedNode | undefined {
    const { ts } = this;
    // Constants that refer to each other.
    if (depth > 20) return undefined;
    if (ts.isObjectLiteralExpression(node) || ts.isArrayLiteralExpression(node)) return { node, source };
    if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isSatisfiesExpression(node))
      return this.resolveValue({ node: node.expression, source }, depth + 1);
    if (ts.isCallExpression(node)) {
      const argument = node.arguments.find((candidate) => ts.isObjectLiteralExpression(candidate)) ?? node.arguments[0];
      return argument && this.resolveValue({ node: argument, source }, depth + 1);
    }
    const constant = ts.isIdentifier(node) ? this.findConstant(node.text, source) : undefined;
    return constant && this.resolveValue(constant, depth + 1);
  }

  /** Finds the value of a constant of a file, or of a file that it imports. */
  private findConstant(name: string, source: TypeScript.SourceFile): LocatedNode | undefined {
    const { ts } = this;
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement)) {
        const declaration = statement.declarationList.declarations.find(
          (candidate) => ts.isIdentifier(candidate.name) && candidate.name.text === name,
        );
        if (declaration?.initializer) return { node: declaration.initializer, source };
      }
      if (ts.isImportDeclaration(statement) && ts.isStringLiteral(statement.moduleSpecifier)) {
        const bindings = statement.importClause?.namedBindings;
        const specifier =
          bindings && ts.isNamedImports(bindings)
            ? bindings.elements.find((element) => element.name.text === name)
            : undefined;
        const file = specifier && findImportedFile(source.fileName, statement.moduleSpecifier.text);
        if (file !== undefined) return this.findConstant(specifier?.propertyName?.text ?? name, this.readSource(file));
      }
    }
    return undefined;
  }

  /** Finds the entry of an object or a list; of a list of components, also by its name or kind in brackets. */
  private findEntry({ node, source }: LocatedNode, segment: PathSegment): LocatedNode | undefined {
    const { ts } = this;
    if (ts.isArrayLiteralExpression(node)) {
      const element =
        typeof segment === 'number'
          ? node.elements[segment]
          : node.elements.find((candidate) => this.isComponent({ node: candidate, source }, segment));
      return element && { node: element, source };
    }
    if (!ts.isObjectLiteralExpression(node)) return undefined;
    // Later properties replace those of objects that are spread before them.
    for (const property of [...node.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.resolveValue({ node: property.expression, source });
        const entry = spread && this.findEntry(spread, segment);
        if (entry) return entry;
      } else if (
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
        property.name.text === String(segment)
      )
        return { node: property, source };
    }
    return undefined;
  }

  /** Returns whether an element is the component `[traefik]`: by its name, its kind, or the function of the kind. */
  private isComponent(element: LocatedNode, segment: string): boolean {
    const { ts } = this;
    const name = segment.replace(/^\[(.*)\]$/, '$1');
    const options = this.resolveValue(element);
    const values = ['name', 'kind'].map((option) => {
      const entry = options && this.findEntry(options, option);
      const value = entry && this.entryValue(entry.node);
      return value && ts.isStringLiteral(value) ? value.text : undefined;
    });
    if (values.includes(name)) return true;
    const { node } = element;
    return (
      ts.isCallExpression(node) &&
      ts.isIdentifier(node.expression) &&
      node.expression.text.toLowerCase() === name.replaceAll('-', '')
    );
  }

  private entryValue(node: TypeScript.Node): TypeScript.Node {
    if (this.ts.isPropertyAssignment(node)) return node.initializer;
    return this.ts.isShorthandPropertyAssignment(node) ? node.name : node;
  }
}

/** Returns the file that a relative import names; undefined for a package. */
function findImportedFile(importer: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = join(dirname(importer), specifier);
  return [...importExtensions.map((extension) => `${path}${extension}`), path.replace(/\.js$/, '.ts')].find(
    (candidate) => existsSync(candidate) && /\.[cm]?[jt]s$/.test(candidate),
  );
}
