import type { Failure } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import { on } from "$lib/ipc/events";
import { type Page, PagedRows } from "./paged.svelte";
import { type Row, rowOfModel, rowOfVersion, type Rows } from "./row";

/** The longest page that the program gives. */
const MOST = 1000;

/** What is asked for: which rows, and in which order. */
export interface Query {
  filter: string;
  sort: string;
  rows: Rows;
}

/** The models or versions that match, of which the part in sight is loaded. */
export class ModelList {
  readonly #paged = new PagedRows<Row>();
  #refusal = $state.raw<Failure | null>(null);
  /** What gave the rows that stand here. */
  shown = $state.raw<Query>({ filter: "", sort: "updated", rows: "models" });

  readonly at = this.#paged.at;
  readonly seen = this.#paged.seen;
  #wanted: Query | null = null;

  get total(): number {
    return this.#paged.total;
  }

  /** Why what was asked for is not what stands here. */
  get error(): Failure | null {
    return this.#refusal ?? this.#paged.error;
  }

  /** Whether the whole list stands in for one that could not be read. */
  get standIn(): boolean {
    return this.#refusal !== null;
  }

  get ready(): boolean {
    return this.#paged.ready;
  }

  get changing(): boolean {
    return this.#paged.changing;
  }

  /** Every row that is loaded. */
  loaded(): Row[] {
    return this.#paged.loaded();
  }

  /** Turns to another filter, order or kind of rows. With nothing to keep when that is refused, the whole list stands in. */
  async show(query: Query): Promise<void> {
    this.#wanted = query;
    this.#refusal = null;
    await this.#turn(query);
    const refusal = this.#paged.error;
    if (this.ready || refusal?.code !== "invalid_input" || query.filter === "") return;
    this.#refusal = refusal;
    await this.#turn({ ...query, filter: "" });
  }

  /** Reads again what is seen, because something changed; what could not be read at all is asked for anew. */
  refresh = (): void => {
    if (this.ready || !this.#wanted) this.#paged.refresh();
    else void this.show(this.#wanted);
  };

  #turn(query: Query): Promise<void> {
    return this.#paged.show((at, limit) => read(query, at, limit), () => (this.shown = query));
  }

  /** Where the next row from a position on stands whose model's name begins so; round the end. */
  seek = (begins: string, at: number): Promise<number | null> => call("list_seek", { ...this.shown, begins, at });

  /** The rows from one position to another, loaded or not. */
  span(from: number, until: number): Promise<Row[]> {
    return this.#paged.span(from, until, MOST);
  }
}

async function read({ filter, sort, rows }: Query, at: number, limit: number): Promise<Page<Row>> {
  if (rows === "versions") {
    const { versions, total } = await call("version_list", { filter, sort, limit, at });
    return { rows: versions.map(rowOfVersion), total };
  }
  const { models, total } = await call("model_list", { filter, sort, limit, at });
  return { rows: models.map(rowOfModel), total };
}

/** A list that follows `query` and what changes in the workspace, as long as the component that makes it lives. */
export function modelList(query: () => Query): ModelList {
  const list = new ModelList();
  // The query is taken apart, so that an address that changes without changing it reads nothing again.
  const filter = $derived(query().filter);
  const sort = $derived(query().sort);
  const rows = $derived(query().rows);
  $effect(() => void list.show({ filter, sort, rows }));
  $effect(() =>
    on("changed", ({ topics }) => {
      if (topics.includes("models")) list.refresh();
    }),
  );
  return list;
}
