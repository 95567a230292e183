/** One element of DER (X.690): its tag, its content, and the whole of it with its header. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** What is not plain DER: an indefinite or needlessly long length, a tag of several bytes, an end beyond the bytes. */
export class NotPlain extends Error {
  override readonly name = 'NotPlain';
}

const LONG_TAG = 0x1f;
const LONG_LENGTH = 0x80;

function elementAt(bytes: Buffer, at: number): DerElement {
  const tag = bytes[at] ?? LONG_TAG;
  const first = bytes[at + 1] ?? LONG_LENGTH;
  const more = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
  if ((tag & LONG_TAG) === LONG_TAG || first === LONG_LENGTH || more > 3 || at + 2 + more > bytes.length)
    throw new NotPlain();
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const start = at + 2 + more;
  const isShortest = more === 0 || (length >= LONG_LENGTH && length >= 2 ** (8 * (more - 1)));
  if (!isShortest || start + length > bytes.length) throw new NotPlain();
  return { tag, content: bytes.subarray(start, start + length), whole: bytes.subarray(at, start + length) };
}

/** The elements that stand one after the other and fill the bytes. @throws NotPlain */
export function derElements(bytes: Buffer): readonly DerElement[] {
  const found: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    const one = elementAt(bytes, at);
    found.push(one);
    at += one.whole.length;
  }
  return found;
}

/** The only element that the bytes consist of. @throws NotPlain also where it has another tag */
export function derElement(bytes: Buffer, tag: number): DerElement {
  const one = elementAt(bytes, 0);
  if (one.tag !== tag || one.whole.length !== bytes.length) throw new NotPlain();
  return one;
}
