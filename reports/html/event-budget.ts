const EVENTS_A_PAGE = 2_400;
const EVENTS_A_PICTURE = 240;

/** How many events the pictures of a page may show together, so that it opens at once; failures are drawn first. */
export class EventBudget {
  #left: number = EVENTS_A_PAGE;

  /** How many of these may be drawn; 0 where the page is full. */
  take(events: number): number {
    const granted = Math.min(events, EVENTS_A_PICTURE, this.#left);
    this.#left -= granted;
    return granted;
  }
}
