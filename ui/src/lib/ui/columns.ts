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

/** The room for a tick box, in rem. */
const TICK = 2.25;
const NARROWEST = 3;
const WIDEST = 60;

/** The columns as tracks of a CSS grid. */
export function tracks(columns: readonly Column<never>[], widths: Widths, ticks: boolean): string {
  const track = ({ key, width, grow }: Column<never>) => {
    const chosen = widths[key];
    if (chosen !== undefined) return `${chosen}rem`;
    return grow === undefined ? `${width}rem` : `minmax(${width}rem, ${grow}fr)`;
  };
  return [...(ticks ? [`${TICK}rem`] : []), ...columns.map(track)].join(" ");
}

/** The least that all columns take, in rem. */
export function leastWidth(columns: readonly Column<never>[], widths: Widths, ticks: boolean): number {
  return columns.reduce((sum, { key, width }) => sum + (widths[key] ?? width), ticks ? TICK : 0);
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
