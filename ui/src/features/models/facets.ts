import type { Facet } from "$lib/ipc/bindings";
import { has, terms } from "./filter";

/** A key with its values and how many have each; unknown for a value that only the filter names. */
export type FacetGroup = [key: string, values: { value: string; count: number | undefined }[]];

const PER_KEY = 6;
const KEYS = 8;
/** Keys in an order of their own; tags follow by name. */
const FIRST = ["framework", "task", "kind", "alias", "deployed"];

/** The keys with the most frequent values, in an order that stays while the filter changes; what it holds is always there. */
export function groupsIn(facets: readonly Facet[], filter: string): FacetGroup[] {
  const byKey = new Map<string, FacetGroup[1]>();
  const add = (key: string, value: string, count: number | undefined, most = PER_KEY) => {
    const list = byKey.get(key) ?? [];
    if (list.length < most) byKey.set(key, [...list, { value, count }]);
  };
  for (const { pair } of terms(filter)) {
    if (!pair || !has(filter, pair.key, pair.value)) continue;
    add(pair.key, pair.value, facets.find((facet) => facet.key === pair.key && facet.value === pair.value)?.count);
  }
  for (const { key, value, count } of facets) if (!has(filter, key, value)) add(key, value, count);
  return [...byKey].slice(0, KEYS).sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** All keys whose name or one of whose values holds what was typed. */
export function everyGroup(facets: readonly Facet[], filter: string, wanted: string): FacetGroup[] {
  const needle = wanted.trim().toLowerCase();
  const byKey = new Map<string, Facet[]>();
  for (const facet of facets) byKey.set(facet.key, [...(byKey.get(facet.key) ?? []), facet]);
  return [...byKey].flatMap(([key, values]): FacetGroup[] => {
    const found = key.toLowerCase().includes(needle) ? values : values.filter(({ value }) => value.toLowerCase().includes(needle) || has(filter, key, value));
    return found.length > 0 ? [[key, found]] : [];
  });
}

function rank(key: string): number {
  const at = FIRST.indexOf(key);
  return at < 0 ? FIRST.length : at;
}
