/** A call that a revision has nothing for. */
export const notInRevision = (revision: string, what: string): TypeError =>
  new TypeError(`NOT_IN_REVISION: ${revision} has no ${what}; ask its traits first`);
