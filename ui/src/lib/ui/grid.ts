/** Where a key moves a grid's cursor: the new row, or null when the key is not about moving. */
export function move(key: string, at: number, total: number, page: number): number | null {
  if (total === 0) return null;
  const target = targetOf(key, at, total, page);
  return target === null ? null : Math.min(total - 1, Math.max(0, target));
}

/** All rows from one to another, whichever comes first. */
export function range(from: number, until: number): number[] {
  const first = Math.min(from, until);
  return Array.from({ length: Math.abs(until - from) + 1 }, (_, step) => first + step);
}

function targetOf(key: string, at: number, total: number, page: number): number | null {
  switch (key) {
    case "ArrowDown":
      return at + 1;
    case "ArrowUp":
      return at - 1;
    case "PageDown":
      return at + page;
    case "PageUp":
      return at - page;
    case "Home":
      return 0;
    case "End":
      return total - 1;
    default:
      return null;
  }
}
