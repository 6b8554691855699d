import type { FieldValue } from "./fields";

/** The values that a slider goes through, from those of the sample. */
export interface Range {
  min: number;
  max: number;
  step: number;
  ticks: number[];
  /** The step nearest to a value; the least where there is no number. */
  snap: (value: FieldValue) => number;
}

/** A slider has at least so many steps, and at most ten times as many. */
const STEPS = 50;

/** Round ends around the sample's numbers; none where they do not differ. */
export function rangeOf(known: FieldValue[], whole: boolean): Range | null {
  const ticks = known.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  const [least, most] = [Math.min(...ticks), Math.max(...ticks)];
  if (ticks.length < 2 || least === most) return null;
  const fine = 10 ** Math.floor(Math.log10((most - least) / STEPS));
  const step = whole ? Math.max(1, fine) : fine;
  const [min, max] = [exact(Math.floor(least / step) * step), exact(Math.ceil(most / step) * step)];
  const snap = (value: FieldValue) => {
    if (typeof value !== "number" || Number.isNaN(value)) return min;
    return Math.min(max, Math.max(min, exact(min + Math.round((value - min) / step) * step)));
  };
  return { min, max, step: exact(step), ticks, snap };
}

function exact(value: number): number {
  return Number(value.toPrecision(12));
}
