/** The highest that an element is made: engines lay out 33 million px at most, and scroll bars grow coarse before. */
export const HIGHEST = 8_000_000;

/** What a scroll bar stands for: so many px of rows, seen through so many px of window. */
export interface Extent {
  rows: number;
  window: number;
}

/** How high the element is that holds the rows. */
export function canvas({ rows }: Extent): number {
  return Math.min(rows, HIGHEST);
}

/** How far the rows can be scrolled. */
export function furthest({ rows, window }: Extent): number {
  return Math.max(0, rows - window);
}

/** How far the element can be scrolled. */
export function limit(extent: Extent): number {
  return Math.max(0, canvas(extent) - extent.window);
}

/** Where the scroll bar stands while the rows stand at `top`. */
export function barAt(extent: Extent, top: number): number {
  const last = furthest(extent);
  return last === limit(extent) ? top : Math.round((top / last) * limit(extent));
}

/** Where the rows stand when the scroll bar is dragged to `bar`. */
export function topAt(extent: Extent, bar: number): number {
  const most = limit(extent);
  return furthest(extent) === most ? bar : Math.round((Math.min(bar, most) / most) * furthest(extent));
}

/**
 * Where the rows stand after the scroll bar went from `from` to `to`. Over rows higher than the element, a turn of the
 * wheel moves them by its own px, as everywhere; only a leap, such as dragging the bar, is scaled.
 */
export function scrolled(extent: Extent, top: number, from: number, to: number): number {
  const most = limit(extent);
  if (furthest(extent) === most || Math.abs(to - from) > leap(extent)) return topAt(extent, to);
  return Math.min(furthest(extent), Math.max(0, top + to - from));
}

/** Less than one px of a scroll bar stands for, more than a wheel turns in one frame. */
function leap(extent: Extent): number {
  return Math.min(extent.window * 3, limit(extent) / Math.max(1, extent.window) / 2);
}
