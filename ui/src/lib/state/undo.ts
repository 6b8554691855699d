import { sentence, toFailure } from "$lib/ipc/error";
import { dismiss, toast } from "$lib/ui/toasts.svelte";

/** Something that was done and can be taken back. */
export interface Done {
  /** What happened, in the past tense, such as `3 models deleted.` */
  title: string;
  detail?: string;
  /** Takes it back, and says what then stands: `3 models restored.` */
  undo: () => Promise<string>;
}

const MOST = 50;
const done: (Done & { toast: number })[] = [];

/** Tells that something was done, with a way back: the toast's button, or Ctrl+Z even after the toast has gone. */
export function undoable(what: Done): void {
  const entry = { ...what, toast: 0 };
  entry.toast = toast({ title: what.title, detail: what.detail, action: { label: "Undo", kbd: "Ctrl Z", run: () => void takeBack(entry) } });
  done.push(entry);
  if (done.length > MOST) done.shift();
}

/** Takes back what was done last; false when there is nothing. */
export function undoLast(): boolean {
  const last = done.at(-1);
  if (last) void takeBack(last);
  return last !== undefined;
}

async function takeBack(entry: Done & { toast: number }): Promise<void> {
  const at = done.indexOf(entry);
  if (at < 0) return;
  done.splice(at, 1);
  dismiss(entry.toast);
  try {
    toast({ title: await entry.undo() });
  } catch (thrown) {
    toast({ tone: "failed", title: "It was not taken back.", detail: sentence(toFailure(thrown)) });
  }
}
