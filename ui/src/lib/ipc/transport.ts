import type { Event as AppEvent } from "./bindings";

/** How the window reaches the program: Tauri's bridge in the desktop, HTTP in a plain browser. */
export interface Transport {
  /** Sends one command; rejects with what the other side threw. */
  call(command: string, args: unknown): Promise<unknown>;
  /** Hands every pushed event to `onEvent` until the returned function is called. */
  listen(onEvent: (event: AppEvent) => void): () => void;
  /** What only a desktop window can do; null in a browser. */
  desktop: Desktop | null;
}

/** Native dialogs and files dropped on the window, as absolute paths. */
export interface Desktop {
  /** Asks for files; empty when the dialog is dismissed. */
  pickFiles(): Promise<string[]>;
  /** Asks for one folder; null when the dialog is dismissed. */
  pickFolder(): Promise<string | null>;
  /** Asks where to write a file, with a name to begin with; null when the dialog is dismissed. */
  pickDestination(name: string): Promise<string | null>;
  /** Tells about files dragged over the window, dropped, or taken away. */
  onDrop(handler: (drop: Drop) => void): () => void;
}

/** One step of dragging files over the window. */
export type Drop = { kind: "over" } | { kind: "leave" } | { kind: "drop"; paths: string[] };
