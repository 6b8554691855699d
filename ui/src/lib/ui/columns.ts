import type { Snippet } from "svelte";

/** A column of a grid. `width` is in rem, its least when it grows; a cell's snippet is told its column's width in px. */
export interface Column<R> {
  key: string;
  label: string;
  width: number;
  /** The share that it takes of what the columns leave over. */
  grow?: number;
  /** At the right, with its numbers under each other. */
  end?: boolean;
  /** Dropped while the grid is narrower than so many px. */
  from?: number;
  /** It keeps its place at the left. */
  fixed?: boolean;
  /** By what its head sorts, and which way round first. */
  sort?: { key: string; first: "ascending" | "descending" };
  /** What a cell says. */
  text?: (row: R) => string;
  /** What a cell's tooltip says. */
  title?: (row: R) => string | undefined;
  tone?: "soft" | "muted";
  /** What a cell shows, where words are not enough. */
  cell?: Snippet<[R, number]>;
}

/** Widths that somebody chose, in rem by the column's key. */
export type Widths = Readonly<Record<string, number>>;

/** The room for a tick box, in rem, and the room at either end of a row. */
export const TICK = 2.25;
export const EDGE = 0.75;
const NARROWEST = 3;
const WIDEST = 60;

/** Where a column stands in its row, in px. */
export interface Place {
  left: number;
  width: number;
}

/** Where the columns stand in a row that has `room` px for them; wider than that when they need more. */
export function places(columns: readonly Column<never>[], widths: Widths, room: number, rem: number, left: number): Place[] {
  const least = columns.map(({ key, width }) => (widths[key] ?? width) * rem);
  const shares = columns.map(({ key, grow }) => (widths[key] === undefined ? (grow ?? 0) : 0));
  const sum = (numbers: number[]) => numbers.reduce((all, one) => all + one, 0);
  const spare = Math.max(0, room - sum(least)) / Math.max(1e-9, sum(shares));
  let from = left;
  return least.map((px, index) => {
    const until = from + px + spare * (shares[index] ?? 0);
    const place = { left: Math.round(from), width: Math.round(until) - Math.round(from) };
    from = until;
    return place;
  });
}

/** A width that a column may have. */
export function legalWidth(rem: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, rem)) * 16) / 16;
}

/** The order after `key` was moved before `before`, or to the end. */
export function moved(order: readonly string[], key: string, before: string | null): string[] {
  const rest = order.filter((other) => other !== key);
  const at = before === null ? rest.length : rest.indexOf(before);
  return before === key || at < 0 ? [...order] : rest.toSpliced(at, 0, key);
}
