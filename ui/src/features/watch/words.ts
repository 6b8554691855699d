import Eye from "@lucide/svelte/icons/eye";
import FolderX from "@lucide/svelte/icons/folder-x";
import Moon from "@lucide/svelte/icons/moon";
import RefreshCw from "@lucide/svelte/icons/refresh-cw";
import type { WatchState } from "$lib/ipc/bindings";
import type { IconComponent } from "$lib/ui/Icon.svelte";

/** How a watched folder goes, in words. */
export const stateWords: Record<WatchState, string> = {
  watching: "Watching",
  polling: "Looking every few seconds",
  missing: "Not there, looked for",
  off: "Watched while a host runs",
};

/** The same as pictures, which differ without colour. */
export const stateIcons: Record<WatchState, IconComponent> = { watching: Eye, polling: RefreshCw, missing: FolderX, off: Moon };
