import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { getCurrentWebview } from "@tauri-apps/api/webview";
import { open, save } from "@tauri-apps/plugin-dialog";
import type { Event as AppEvent } from "./bindings";
import type { Desktop, Transport } from "./transport";

/** Whether this page runs inside the desktop window. */
export function inWindow(): boolean {
  return "__TAURI_INTERNALS__" in window;
}

/** The desktop window's bridge: one Tauri command, one Tauri event. */
export function tauriTransport(): Transport {
  return {
    call: (command, args) => invoke("rpc", { command, args }),
    listen: (onEvent) => untilStopped(listen<AppEvent>("vitrine", (event) => onEvent(event.payload))),
    desktop: tauriDesktop,
  };
}

const tauriDesktop: Desktop = {
  pickFiles: async () => (await open({ multiple: true, title: "Choose model files" })) ?? [],
  pickFolder: () => open({ directory: true, title: "Choose a model folder" }),
  pickDestination: (name) => save({ defaultPath: name, title: "Save as" }),
  onDrop: (handler) =>
    untilStopped(
      getCurrentWebview().onDragDropEvent(({ payload }) => {
        if (payload.type === "drop") handler({ kind: "drop", paths: payload.paths });
        else handler({ kind: payload.type === "leave" ? "leave" : "over" });
      }),
    ),
};

/** Tauri gives the function that stops listening late; this one may be called before it is there. */
function untilStopped(started: Promise<() => void>): () => void {
  return () => void started.then((stop) => stop());
}
