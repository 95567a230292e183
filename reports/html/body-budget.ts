const PAGE_CHARACTERS = 1_500_000;
const CHARACTERS_A_BODY = 4_000;

/**
 * How much recorded text a page may hold, so that it opens at once whatever a system sent. Failures are
 * rendered first and so are served first; what is left out stands in `http.har`.
 */
export class BodyBudget {
  #left: number = PAGE_CHARACTERS;

  /** As much of the text as there is room for. */
  take(text: string): string {
    const part = text.slice(0, Math.min(CHARACTERS_A_BODY, this.#left));
    this.#left -= part.length;
    return part;
  }
}
