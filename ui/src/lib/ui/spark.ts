/** A sparkline in a box of 56 × 18: its line, if it has two values or more, and where its last value stands. */
export interface Sparkline {
  path: string | null;
  x: number;
  y: number;
}

const LEFT = 3;
const RIGHT = 52;
const TOP = 4;
const BOTTOM = 14;

/** Draws values from left to right, the least at the bottom; what is no number is a gap. Null when there is none. */
export function sparkline(values: readonly number[]): Sparkline | null {
  const finite = values.map((value, index) => ({ value, index })).filter(({ value }) => Number.isFinite(value));
  const last = finite.at(-1);
  if (last === undefined) return null;
  const least = Math.min(...finite.map(({ value }) => value));
  const span = Math.max(...finite.map(({ value }) => value)) - least;
  const x = (index: number) => round(values.length < 2 ? RIGHT : LEFT + (index / (values.length - 1)) * (RIGHT - LEFT));
  const y = (value: number) => round(span === 0 ? (TOP + BOTTOM) / 2 : BOTTOM - ((value - least) / span) * (BOTTOM - TOP));
  const line = finite.map(({ value, index }) => `${x(index)} ${y(value)}`);
  return { path: line.length > 1 ? `M${line.join("L")}` : null, x: x(last.index), y: y(last.value) };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
