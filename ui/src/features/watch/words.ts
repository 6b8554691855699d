import type { WatchState } from "$lib/ipc/bindings";

/** How a watched folder goes, in words. */
export const stateWords: Record<WatchState, string> = {
  watching: "Watching",
  polling: "Looking every few seconds",
  missing: "Not there, looked for",
  off: "Watched while a host runs",
};
