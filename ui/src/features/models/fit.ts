const CHARACTER_PX = 6.3;
const TAG_PX = 22;
const CELL_PX = 16;
const MORE_PX = 26;
/** However wide the cell: a row is to stay a row. */
const MOST = 3;

/** How many tags fit side by side in a cell, at least one, with room for `+3` when some are left; a guess by their length. */
export function tagsThatFit(tags: readonly [string, string][], width: number): number {
  const sizes = tags.map(([key, value]) => (key.length + value.length + 1) * CHARACTER_PX + TAG_PX);
  let room = width - CELL_PX;
  let fit = 0;
  for (const [index, size] of sizes.entries()) {
    room -= size;
    if (room < (index < sizes.length - 1 ? MORE_PX : 0)) break;
    fit += 1;
  }
  return Math.min(tags.length, MOST, Math.max(1, fit));
}
