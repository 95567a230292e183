/** Something in a document that has to be put right. */
export interface Mistake {
  /** To the value; to the map where `key` is what is wrong. */
  readonly path: readonly string[];
  readonly key?: string;
  /** What was received and what is legal, in a sentence. */
  readonly text: string;
}

const MAX_SHOWN = 80;

/** A received value, cut to a length that fits into a message. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/** A path as a person writes it, and as `--set` takes it. */
export const pathText = (path: readonly string[]): string => path.join('.') || 'the document';
