const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** A curve of characters, no wider than asked: neighbours are put together by their mean, nothing at all is a blank. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  const means = Array.from({ length: columns }, (_, column) => {
    const part = values.slice(
      Math.floor((column * values.length) / columns),
      Math.floor(((column + 1) * values.length) / columns),
    );
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const most = Math.max(...means);
  return means.map((mean) => (mean <= 0 ? ' ' : (STEPS[stepOf(mean / most)] ?? ''))).join('');
}

const stepOf = (share: number): number => Math.min(STEPS.length - 1, Math.floor(share * STEPS.length));
