import { Persisted } from "$lib/state/persisted.svelte";

const MOST = 20;

/** The models that were opened last in this window, the newest first. */
export const recentModels = new Persisted<readonly string[]>("recent", [], isNames);

/** Remembers that a model was opened. */
export function opened(name: string): void {
  if (recentModels.value[0] !== name) recentModels.value = [name, ...recentModels.value.filter((other) => other !== name)].slice(0, MOST);
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
