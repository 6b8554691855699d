import { bytes, count } from "./format";
import type { DeleteArgs, Deleted, Failure } from "./ipc/bindings";
import { call } from "./ipc/client";
import { sentence, toFailure } from "./ipc/error";
import { router, to } from "./router.svelte";
import { undoable } from "./state/undo";
import { type Toast, toast } from "./ui/toasts.svelte";

/**
 * Puts models or versions into the trash at once and offers to take it back; `what` names them in the notification.
 * What cannot go, because an endpoint serves it (one of `users`), is told with the reason. Null when nothing was done.
 */
export async function moveToTrash(args: DeleteArgs, what: string, users: readonly string[] = []): Promise<Deleted | null> {
  const [user] = users;
  const way = user === undefined ? undefined : { label: `Open endpoint ${user}`, run: () => router.go(to.endpoint(user)) };
  const gone = await attempt(`${what} not deleted`, () => call("model_delete", args), way);
  if (!gone) return null;
  const { undo, refused } = gone;
  if (refused.length > 0) reportKept(refused.map(({ reference, failure }) => ({ name: reference, failure })));
  if (undo !== null) {
    const said = refused.length > 0 ? count(gone.versions, "version") : what;
    undoable({
      title: `${said} moved to the trash.`,
      detail: bytes(gone.size_bytes),
      undo: () => call("model_restore", { undo }).then(() => `${said} restored.`),
    });
  }
  return gone;
}

/** Brings back what a deletion took, or what is named. */
export async function putBack(args: { undo?: number; references?: string[] }, what: string): Promise<boolean> {
  const back = await attempt(`${what} not restored`, () => call("model_restore", args));
  if (!back) return false;
  toast({ title: `${what} restored.`, detail: bytes(back.size_bytes) });
  return true;
}

const NAMED = 3;

function reportKept(kept: { name: string; failure: Failure }[]): void {
  const [first] = kept;
  if (!first) return;
  const names = kept.slice(0, NAMED).map(({ name }) => name).join(", ");
  const more = kept.length > NAMED ? ` and ${count(kept.length - NAMED, "more", "more")}` : "";
  toast({ tone: "failed", title: `${names}${more} not deleted`, detail: sentence(first.failure) });
}

async function attempt<T>(title: string, work: () => Promise<T>, way?: Toast["action"]): Promise<T | null> {
  try {
    return await work();
  } catch (thrown) {
    toast({ tone: "failed", title, detail: sentence(toFailure(thrown)), action: way });
    return null;
  }
}
