import { number } from "$lib/format";

const GAP = "\u00a0";

/** `11.2 M`, `2,048`: a count of parameters or operations, short from a million on. */
export function amount(value: number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const units: [number, string][] = [[1e15, "P"], [1e12, "T"], [1e9, "G"], [1e6, "M"]];
  const unit = units.find(([size]) => value >= size);
  return unit ? `${number(value / unit[0], 1)}${GAP}${unit[1]}` : number(value);
}

/** `0.0123`, `1.2e-7`: a number of any size in four digits. */
export function short(value: number): string {
  if (value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e6)) return number(Number(value.toPrecision(4)));
  return value.toExponential(2).replaceAll("-", "−");
}

/** The bars of a histogram as one path in a box of 100 by 100; the highest bar is as high as the box. */
export function barsPath(counts: readonly number[]): string {
  const most = Math.max(1, ...counts);
  const width = 100 / Math.max(1, counts.length);
  const gap = counts.length > 1 ? width * 0.12 : 0;
  return counts
    .map((count, at) => {
      const height = (100 * count) / most;
      return count === 0 ? "" : `M${round(at * width + gap / 2)} 100v${round(-height)}h${round(width - gap)}V100z`;
    })
    .join("");
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
