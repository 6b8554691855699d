import type { Row } from "./row";

/** The tags that some rows have, with how many; the most frequent first. */
export function pairsOf(rows: readonly Row[]): { key: string; value: string; count: number }[] {
  const found = new Map<string, { key: string; value: string; count: number }>();
  for (const [key, value] of rows.flatMap(({ tags }) => Object.entries(tags))) {
    const pair = found.get(`${key}=${value}`);
    if (pair) pair.count += 1;
    else found.set(`${key}=${value}`, { key, value, count: 1 });
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count || a.key.localeCompare(b.key));
}

/** The aliases that some rows' versions have, with how many. */
export function aliasesOf(rows: readonly Row[]): { alias: string; count: number }[] {
  const found = new Map<string, number>();
  for (const alias of rows.flatMap(({ version }) => version.aliases)) found.set(alias, (found.get(alias) ?? 0) + 1);
  return [...found].map(([alias, count]) => ({ alias, count })).toSorted((a, b) => b.count - a.count);
}
