import { bytes, count } from "$lib/format";
import type { Targets, Undo } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import { undoable } from "$lib/state/undo";
import { moveToTrash } from "$lib/trash";
import { toast } from "$lib/ui/toasts.svelte";
import type { Selection } from "$lib/ui/selection.svelte";
import type { ModelList, Query } from "./models.svelte";
import type { Row, Rows } from "./row";

/** The selection as commands take it: by name, or everything that matches but what was left out. */
export function targetsOf(selection: Selection<Row>, { filter, rows }: Query): Targets {
  const picked = [...selection.picked.keys()];
  return selection.all ? { filter, rows, except: picked } : { references: picked };
}

/** `3 models`, `1 version`. */
export function said(howMany: number, rows: Rows): string {
  return count(howMany, rows === "models" ? "model" : "version");
}

/** Sets and removes tags everywhere in the selection, with a way back. */
export async function tagAll(targets: Targets, rows: Rows, set: Record<string, string>, remove: string[]): Promise<void> {
  const done = await call("models_tag", { targets, set, remove });
  const what = [...Object.entries(set).map(([key, value]) => `${key}=${value}`), ...remove].join(", ");
  tell(what, remove.length > 0, said(done.targets, rows), done.undo);
}

/** Sets and removes aliases on the selected versions, with a way back. */
export async function aliasAll(targets: Targets, set: string[], remove: string[]): Promise<void> {
  const done = await call("models_alias", { targets, set, remove });
  tell([...set, ...remove].join(", "), remove.length > 0, count(done.targets, "version"), done.undo);
}

/** Puts everything in the selection into the trash, with a way back; what an endpoint serves stays, selected, and says why. */
export async function deleteAll(selection: Selection<Row>, list: ModelList): Promise<void> {
  const targets = targetsOf(selection, list.shown);
  const [only, more] = targets.references ?? [];
  const what = only !== undefined && more === undefined ? only : said(selection.size(list.total), list.shown.rows);
  const gone = await moveToTrash({ targets, skip: true }, what);
  if (!gone) return;
  const stays = new Set(gone.refused.map(({ reference }) => reference));
  if (selection.all) selection.clear();
  else for (const reference of targets.references ?? []) if (!stays.has(reference)) selection.picked.delete(reference);
}

/** Writes the files of everything in the selection into a folder, and tells where. */
export async function exportAll(targets: Targets, destination: string): Promise<void> {
  const { path, files, bytes: written } = await call("models_export", { targets, destination, job: crypto.randomUUID() });
  toast({ title: `${count(files, "file")} exported, ${bytes(written)}.`, detail: path });
}

/** Says what was done, with a way back; that nothing had to be changed is worth a word too. */
function tell(what: string, removed: boolean, whose: string, undo: Undo | null): void {
  if (undo === null) {
    toast({ title: removed ? `None of ${whose} had ${what}.` : `${what} was on ${whose} already.` });
    return;
  }
  undoable({
    title: `${what} ${removed ? "removed from" : "set on"} ${whose}.`,
    undo: async () => {
      const { restored, skipped } = await call("activity_undo", { undo });
      const kept = skipped > 0 ? `; ${skipped} changed again since and stay` : "";
      return `${count(restored, "change")} taken back${kept}.`;
    },
  });
}
