import type { Failure, TrashedVersion } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import { toFailure } from "$lib/ipc/error";
import { on } from "$lib/ipc/events";

const FIRST_PAGE = 100;
const PAGE = 500;

/** What is in the trash, loaded page after page as far as somebody looks. */
export class Trash {
  /** What is loaded, last deleted first. */
  rows = $state.raw<readonly TrashedVersion[]>([]);
  /** How many versions there are in all. */
  total = $state(0);
  /** What emptying it gives back. */
  freed = $state(0);
  /** Why the last request failed. */
  error = $state.raw<Failure | null>(null);
  /** Whether anything has been loaded yet. */
  ready = $state(false);

  #next: string | null = null;
  #ticket = 0;
  #filling = false;

  /** Reads again what is loaded. */
  refresh = (): void => {
    void this.#restart();
  };

  /** Loads on until the row with this index is there. */
  reach = (index: number): void => {
    if (!this.#filling) void this.#fill(index);
  };

  async #restart(): Promise<void> {
    this.#ticket += 1;
    const page = await this.#read(Math.max(FIRST_PAGE, Math.min(this.rows.length, PAGE)));
    if (!page) return;
    this.rows = page.versions;
    this.ready = true;
  }

  async #fill(wanted: number): Promise<void> {
    this.#filling = true;
    while (this.#next !== null && this.rows.length <= wanted) {
      const page = await this.#read(PAGE, this.#next);
      if (!page) break;
      this.rows = [...this.rows, ...page.versions];
    }
    this.#filling = false;
  }

  /** One page, or null when a newer request has overtaken it or it failed. */
  async #read(limit: number, after?: string) {
    const ticket = this.#ticket;
    try {
      const page = await call("trash_list", { limit, after });
      if (ticket !== this.#ticket) return null;
      this.#next = page.next;
      this.total = page.total;
      this.freed = page.freed_bytes;
      this.error = null;
      return page;
    } catch (thrown) {
      if (ticket === this.#ticket) this.error = toFailure(thrown);
      return null;
    }
  }
}

/** The trash, kept fresh as long as the component that makes it lives. */
export function trashList(): Trash {
  const list = new Trash();
  $effect(() => list.refresh());
  $effect(() => on("changed", ({ topics }) => topics.includes("models") && list.refresh()));
  return list;
}

/** `iris:2`, as commands name a version. */
export function referenceOf(version: TrashedVersion): string {
  return `${version.name}:${version.version}`;
}
