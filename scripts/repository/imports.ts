import { parseSync, Visitor } from 'oxc-parser';

export interface Imports {
  /** Every specifier the module names, in order: static, type-only, re-exported, dynamic, and in type positions. */
  readonly specifiers: readonly string[];
  /** True when a dynamic import computes its specifier, so that nobody can say where it leads. */
  readonly computed: boolean;
  /** Why the module could not be read. */
  readonly errors: readonly string[];
}

/** Reads the imports of one TypeScript module from its syntax tree; `path` tells the parser the dialect. */
export function importsOf(path: string, source: string): Imports {
  const { program, errors } = parseSync(path, source);
  const specifiers: string[] = [];
  let computed = false;
  new Visitor({
    ImportDeclaration: ({ source }) => void specifiers.push(source.value),
    ExportAllDeclaration: ({ source }) => void specifiers.push(source.value),
    ExportNamedDeclaration: ({ source }) => void (source && specifiers.push(source.value)),
    TSImportType: ({ source }) => void specifiers.push(source.value),
    ImportExpression: ({ source }) => {
      if (source.type === 'Literal' && typeof source.value === 'string') specifiers.push(source.value);
      else computed = true;
    },
  }).visit(program);
  return { specifiers, computed, errors: errors.map(({ message }) => message) };
}
