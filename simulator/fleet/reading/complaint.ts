/** How many mistakes a person is told at once. */
const MAX_TOLD = 10;

/** One line for each of the mistakes, at most ten, and how many there are beside them. */
export function complaint(lines: readonly string[]): string {
  const told = lines.slice(0, MAX_TOLD);
  const rest = lines.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('\n  ');
}
