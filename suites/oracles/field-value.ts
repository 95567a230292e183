/** Members of a list field, split at commas that stand outside of quotation marks; empty members count for nothing (RFC 9110, 5.6.1). */
export const listMembers = (value: string): readonly string[] => split(value, ',').filter((member) => member !== '');

/** The parts of a list member, split at semicolons that stand outside of quotation marks. */
export const parts = (member: string): readonly string[] => split(member, ';');

function split(value: string, separator: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  let quoted = false;
  for (let at = 0; at < value.length; at++) {
    const character = value.charAt(at);
    if (quoted && character === '\\') {
      piece += character + value.charAt(++at);
      continue;
    }
    if (character === '"') quoted = !quoted;
    if (character === separator && !quoted) {
      pieces.push(piece.trim());
      piece = '';
    } else piece += character;
  }
  return [...pieces, piece.trim()];
}

/** What a quoted string means; a token means itself (RFC 9110, 5.6.4). */
export const unquoted = (text: string): string =>
  /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
