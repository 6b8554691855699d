import type { Failure, ModelRow } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import { toFailure } from "$lib/ipc/error";
import { on } from "$lib/ipc/events";

const FIRST_PAGE = 100;
const PAGE = 500;

/** What is asked for: a filter and an order. */
export interface Query {
  filter: string;
  sort: string;
}

/**
 * The models that match, loaded page after page as far as somebody looks.
 * A refused filter leaves the last good result standing beside the refusal.
 */
export class ModelList {
  /** What is loaded, in order. */
  rows = $state.raw<readonly ModelRow[]>([]);
  /** How many match in all. */
  total = $state(0);
  /** The filter that gave these rows. */
  filter = $state("");
  /** Why the last request was refused. */
  error = $state.raw<Failure | null>(null);
  /** Whether anything has been loaded yet. */
  ready = $state(false);

  #query: Query = { filter: "", sort: "updated" };
  #next: string | null = null;
  #ticket = 0;
  #wanted = 0;
  #filling = false;

  /** Starts over with another filter or order. */
  show(query: Query): void {
    this.#query = query;
    this.#wanted = 0;
    void this.#restart(FIRST_PAGE);
  }

  /** Reads again what is loaded, because something changed. */
  refresh = (): void => {
    void this.#restart(Math.max(FIRST_PAGE, Math.min(this.rows.length, PAGE)));
  };

  /** Loads on until the row with this index is there. */
  reach = (index: number): void => {
    this.#wanted = Math.max(this.#wanted, index);
    if (!this.#filling) void this.#fill();
  };

  async #restart(limit: number): Promise<void> {
    this.#ticket += 1;
    const { filter } = this.#query;
    const page = await this.#read(limit);
    if (!page) return;
    this.rows = page.models;
    this.filter = filter;
    this.ready = true;
    if (this.#wanted >= this.rows.length) await this.#fill();
  }

  async #fill(): Promise<void> {
    this.#filling = true;
    while (this.#next !== null && this.rows.length <= this.#wanted) {
      const page = await this.#read(PAGE, this.#next);
      if (!page) break;
      this.rows = [...this.rows, ...page.models];
    }
    this.#filling = false;
  }

  /** One page, or null when a newer request has overtaken it or it failed. */
  async #read(limit: number, after?: string) {
    const ticket = this.#ticket;
    try {
      const page = await call("model_list", { ...this.#query, limit, after });
      if (ticket !== this.#ticket) return null;
      this.#next = page.next;
      this.total = page.total;
      this.error = null;
      return page;
    } catch (thrown) {
      if (ticket === this.#ticket) this.error = toFailure(thrown);
      return null;
    }
  }
}

/** A list that follows `query` and what changes in the workspace, as long as the component that makes it lives. */
export function modelList(query: () => Query): ModelList {
  const list = new ModelList();
  // The query is taken apart, so that an address that changes without changing it reads nothing again.
  const filter = $derived(query().filter);
  const sort = $derived(query().sort);
  $effect(() => list.show({ filter, sort }));
  $effect(() =>
    on("changed", ({ topics }) => {
      if (topics.includes("models")) list.refresh();
    }),
  );
  return list;
}
