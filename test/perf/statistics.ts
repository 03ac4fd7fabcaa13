/** What was measured, once a round. */
export type Sample = readonly number[];

export function median(sample: Sample): number {
  const sorted = sample.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

/** "3.21 (3.10 to 3.52)" */
export function spread(sample: Sample, digits = 2): string {
  const [low, high] = [Math.min(...sample), Math.max(...sample)];
  return `${median(sample).toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
