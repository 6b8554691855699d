import type { Event as AppEvent } from "./bindings";

type Kind = AppEvent["type"];
type Of<K extends Kind> = Extract<AppEvent, { type: K }>;
type Handlers = { [K in Kind]: Set<(event: Of<K>) => void> };

const handlers: Handlers = { changed: new Set(), job: new Set(), recorded: new Set() };

/** Calls `handler` for every event of one kind until the returned function is called. */
export function on<K extends Kind>(kind: K, handler: (event: Of<K>) => void): () => void {
  const set: Set<(event: Of<K>) => void> = handlers[kind];
  set.add(handler);
  return () => set.delete(handler);
}

/** Hands one event to everyone who listens for its kind. */
export function dispatch(event: AppEvent): void {
  switch (event.type) {
    case "changed":
      return handlers.changed.forEach((handler) => handler(event));
    case "job":
      return handlers.job.forEach((handler) => handler(event));
    case "recorded":
      return handlers.recorded.forEach((handler) => handler(event));
  }
}
