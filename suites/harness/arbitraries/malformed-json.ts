import fc from 'fast-check';

/** A body that no reader of JSON can make sense of, and a name for what is wrong with it. */
export interface MalformedBody {
  readonly what: string;
  readonly body: Uint8Array;
}

const text = (what: string, content: string): MalformedBody => ({ what, body: new TextEncoder().encode(content) });

const ruined = (document: string): readonly MalformedBody[] => [
  text('without its last brace', document.slice(0, -1)),
  text('without a colon', document.replace('"properties":', '"properties" ')),
  text('that is XML', '<capabilities><vendor>waspect</vendor></capabilities>'),
  text('that is a form', 'vendor=waspect&modelNumber=1'),
  text('of one brace', '{'),
];

/**
 * Bodies that strict readers refuse and lenient ones read: RFC 8259 section 9 lets a parser accept more than JSON. The
 * document has this member, and this word in a text.
 */
export function leniencyBodies(document: string, member: string, word: string): readonly MalformedBody[] {
  const bytes = new TextEncoder().encode(document.replace(word, `\u{e9}${word}`));
  // The first byte of the two that make an é, and then no second one.
  const invalid = bytes.filter((_byte, index) => bytes[index - 1] !== 0xc3);
  return [
    { what: 'that is not UTF-8', body: invalid },
    text('with a brace too many', `${document}}`),
    text('followed by a second document', `${document} ${document}`),
    text('with a comma too many', document.replace(/}$/, ',}')),
    text('with a comment', `/* report */ ${document}`),
    text('after a byte order mark', `\ufeff${document}`),
    text('with single quotes', document.replaceAll('"', "'")),
    text('with a member name without quotes', document.replace(`"${member}"`, member)),
    text('with a member twice', document.replace(`"${member}":`, `"${member}":7,"${member}":`)),
  ];
}

/** Valid documents cut short anywhere or spoilt in one of the usual ways. */
export const malformedBody = (document: string): fc.Arbitrary<MalformedBody> =>
  fc.oneof(
    fc.constantFrom(...ruined(document)),
    fc
      .integer({ min: 1, max: new TextEncoder().encode(document).length - 1 })
      .map((length) => ({ what: `cut to ${length} bytes`, body: new TextEncoder().encode(document).slice(0, length) })),
  );
