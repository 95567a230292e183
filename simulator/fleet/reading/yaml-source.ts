import { type Document, isMap, isNode, isScalar, LineCounter, type ParsedNode, parseDocument } from 'yaml';
import type { Mistake } from './mistake.ts';

const MAX_ALIASES = 20;
const MAX_DEPTH = 40;

/** A YAML document that knows where its values stand. */
export class YamlSource {
  readonly file: string;
  readonly document: Document.Parsed<ParsedNode>;
  readonly #lines: LineCounter;

  constructor(file: string, text: string) {
    this.file = file;
    this.#lines = new LineCounter();
    this.document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
  }

  /** `file:line:column` and what is wrong, of each mistake in the language itself. */
  syntaxMistakes(): readonly string[] {
    return this.document.errors.map(({ pos: [offset], message }) => `${this.#at(offset)}: ${message}`);
  }

  /** @throws Error where aliases or nesting make more of it than any such document has */
  value(): unknown {
    const value: unknown = this.document.toJS({ maxAliasCount: MAX_ALIASES });
    if (isDeeperThan(MAX_DEPTH, value)) throw new Error(`values are nested more than ${MAX_DEPTH} deep`);
    return value;
  }

  /** Whether a value stands in the file, and was not put into the document later. */
  isWritten(path: readonly string[]): boolean {
    const node: unknown = this.document.getIn(path, true);
    return isNode(node) && Boolean(node.range);
  }

  /** Of the value, or of the innermost one around it that stands in the file. */
  placeOf({ path, key }: Pick<Mistake, 'path' | 'key'>): { readonly offset: number; readonly text: string } {
    for (let depth = path.length; depth >= 0; depth -= 1) {
      const node: unknown = depth === 0 ? this.document.contents : this.document.getIn(path.slice(0, depth), true);
      if (!isNode(node)) continue;
      const pair =
        depth === path.length && isMap(node)
          ? node.items.find(({ key: name }) => isScalar(name) && String(name.value) === key)
          : undefined;
      const offset = (isScalar(pair?.key) ? pair.key.range?.[0] : undefined) ?? node.range?.[0];
      if (offset !== undefined && offset !== null) return { offset, text: this.#at(offset) };
    }
    return { offset: 0, text: this.#at(0) };
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  }
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}
