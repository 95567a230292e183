/** One challenge of a `WWW-Authenticate` field. */
export interface Challenge {
  /** Lower case. */
  readonly scheme: string;
  readonly token68?: string;
  /** Names in lower case; of a repeated one the first. */
  readonly parameters: ReadonlyMap<string, string>;
}

// RFC 9110: token (5.6.2), token68 (11.2), quoted-string (5.6.4). Each looks at one place and never backtracks far.
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const TOKEN68 = /[A-Za-z0-9._~+/-]+=*(?=[ \t]*(?:,|$))/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy;
const SPACE = /[ \t]*/y;
const EQUALS = /[ \t]*=[ \t]*/y;
const SEPARATOR = /[ \t]*(?:,[ \t]*)*/y;

/**
 * The challenges of a `WWW-Authenticate` field (RFC 9110, 11.6.1), which is a list whose elements may themselves hold
 * lists; several field lines are joined with commas. What cannot be read ends the list: what came before it stands.
 */
export function parseChallenges(field: string): readonly Challenge[] {
  const cursor = { at: 0 };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = cursor.at;
    const match = pattern.exec(field);
    if (match) cursor.at = pattern.lastIndex;
    return match;
  };
  const challenges: Challenge[] = [];
  take(SEPARATOR);
  while (cursor.at < field.length) {
    const scheme = take(TOKEN)?.[0].toLowerCase();
    if (scheme === undefined) break;
    const spaced = take(SPACE)?.[0] !== '';
    const before = cursor.at;
    const parameters = parametersAt(take, cursor);
    const token68 = spaced && parameters.size === 0 && cursor.at === before ? take(TOKEN68)?.[0] : undefined;
    challenges.push({ scheme, parameters, ...(token68 !== undefined && { token68 }) });
    if (!take(SEPARATOR)?.[0].includes(',')) break;
  }
  return challenges;
}

type Take = (pattern: RegExp) => RegExpExecArray | null;

function parametersAt(take: Take, cursor: { at: number }): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (;;) {
    const before = cursor.at;
    if (parameters.size > 0 && !take(SEPARATOR)?.[0].includes(',')) return parameters;
    const name = take(TOKEN)?.[0].toLowerCase();
    const value = name !== undefined && take(EQUALS) ? valueAt(take) : undefined;
    if (name === undefined || value === undefined) {
      // No parameter but the next challenge, or the token68 of this one.
      cursor.at = before;
      return parameters;
    }
    if (!parameters.has(name)) parameters.set(name, value);
  }
}

function valueAt(take: Take): string | undefined {
  const quoted = take(QUOTED)?.[1];
  return quoted === undefined ? take(TOKEN)?.[0] : quoted.replace(/\\(.)/gs, '$1');
}
