import { Converter, makeRecursiveVisitor, ReflectionKind } from 'typedoc';

/**
 * TypeDoc plugin that leaves out what the reference of the options shows: the type arguments of schemas, which are
 * thousands of characters long, and the variables that hold the schemas.
 */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const remove = makeRecursiveVisitor({ reflection: ({ declaration }) => project.removeReflection(declaration) });
    const shorten = makeRecursiveVisitor({
      reference(type) {
        if (!/^\$?Zod/.test(type.name)) return;
        for (const argument of type.typeArguments ?? []) argument.visit(remove);
        type.typeArguments = undefined;
      },
    });
    for (const reflection of project.getReflectionsByKind(ReflectionKind.All)) {
      const isSchema = reflection.kindOf(ReflectionKind.Variable) && reflection.name.endsWith('Schema');
      if (isSchema) project.removeReflection(reflection);
      else {
        reflection.type?.visit(shorten);
        reflection.default?.visit?.(shorten);
      }
    }
  });
}
