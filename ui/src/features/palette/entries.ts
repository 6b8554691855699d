import type { IconComponent } from "$lib/ui/Icon.svelte";

/** Something that the palette can do or go to. */
export interface Entry {
  id: string;
  label: string;
  detail?: string;
  icon: IconComponent;
  kbd?: string;
  run: () => void;
}

/** Entries under one heading. */
export interface Group {
  heading: string;
  entries: Entry[];
}

/** The entries in which every typed word starts one of the words, in their order. */
export function matching(entries: readonly Entry[], typed: string): Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter(({ label, detail = "" }) => {
    const parts = `${label} ${detail}`.toLowerCase().split(/[\s_./-]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
}

/** A label cut where the typed words stand, to mark them. */
export function marks(label: string, typed: string): { text: string; hit: boolean }[] {
  const words = typed.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (words.length === 0) return [{ text: label, hit: false }];
  const parts = label.split(new RegExp(`(${words.join("|")})`, "i"));
  return parts.map((text, index) => ({ text, hit: index % 2 === 1 })).filter(({ text }) => text !== "");
}
