import { SvelteMap } from "svelte/reactivity";
import type { Failure } from "$lib/ipc/bindings";
import { toFailure } from "$lib/ipc/error";

/** Rows from a position on, and how many there are in all. */
export interface Page<R> {
  rows: readonly R[];
  total: number;
}

/** Reads rows of one list by position. */
export type ReadPage<R> = (offset: number, limit: number) => Promise<Page<R>>;

const SIZE = 100;
/** How many pages are kept; those farthest from what is seen go first. */
const KEPT = 64;
/** How many pages are asked for at a time. */
const AT_ONCE = 2;
/** How long, in ms, what is in sight must rest before it is read, where leap follows upon leap: as the scroll bar is dragged. */
const REST = 90;

/**
 * A list of any length, of which the pages around what is seen are loaded. What was asked for and passed over before its
 * turn came is not read. A refused list leaves the last good one standing, whose rows can still be scrolled through.
 */
export class PagedRows<R> {
  /** How many rows there are in all. */
  total = $state(0);
  /** Why the last reading was refused. */
  error = $state.raw<Failure | null>(null);
  /** Whether anything has been loaded yet. */
  ready = $state(false);
  /** Whether another list is being read while this one stands. */
  changing = $state(false);

  #pages = new SvelteMap<number, readonly R[]>();
  /** The pages that were read since the last change. */
  #fresh = new Set<number>();
  #reading = new Set<number>();
  #seen = { first: 0, last: 0 };
  #leapt = -REST;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #read: ReadPage<R> | null = null;
  #ticket = 0;

  /** The row at a position, if it is loaded. */
  at = (index: number): R | undefined => this.#pages.get(Math.floor(index / SIZE))?.[index % SIZE];

  /** Every row that is loaded. */
  loaded(): R[] {
    return [...this.#pages.values()].flat();
  }

  /** Turns to another list: the rows of this one stand until the other's first page has come. */
  async show(read: ReadPage<R>, onshown: () => void): Promise<void> {
    const ticket = ++this.#ticket;
    this.changing = true;
    const page = await this.#attempt(ticket, () => read(0, SIZE));
    if (ticket !== this.#ticket) return;
    this.changing = false;
    if (!page) return;
    this.#read = read;
    this.#pages.clear();
    this.#fresh.clear();
    this.#reading.clear();
    this.#seen = { first: 0, last: 0 };
    this.#keep(0, page);
    this.ready = true;
    onshown();
  }

  /** Reads again what is seen, because something changed; the rest when it is seen again. */
  refresh = (): void => {
    this.#fresh.clear();
    this.#reading.clear();
    if (this.#read) this.#ticket += 1;
    this.#pump();
  };

  /** Says which rows are in sight. */
  seen = (first: number, last: number): void => {
    const leaps = Math.abs(first - this.#seen.first) > SIZE;
    this.#seen = { first, last };
    clearTimeout(this.#resting);
    this.#resting = undefined;
    const now = performance.now();
    if (leaps && now - this.#leapt < REST) this.#resting = setTimeout(this.#rested, REST);
    else this.#pump();
    if (leaps) this.#leapt = now;
  };

  #rested = (): void => {
    this.#resting = undefined;
    this.#pump();
  };

  /** The rows from one position to another, loaded or not. */
  async span(from: number, until: number, most: number): Promise<R[]> {
    const read = this.#read;
    const rows: R[] = [];
    while (read && from + rows.length <= until) {
      const page = await read(from + rows.length, Math.min(most, until + 1 - from - rows.length));
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
    }
    return rows;
  }

  #pump(): void {
    if (this.#resting !== undefined) return;
    for (const page of this.#wanted()) {
      if (this.#reading.size >= AT_ONCE) return;
      if (!this.#fresh.has(page) && !this.#reading.has(page)) void this.#load(page);
    }
  }

  /** The pages in sight, then their neighbours. */
  #wanted(): number[] {
    const first = Math.floor(this.#seen.first / SIZE);
    const last = Math.floor(this.#seen.last / SIZE);
    const inSight = Array.from({ length: last - first + 1 }, (_, step) => first + step);
    const end = Math.max(0, Math.ceil(this.total / SIZE) - 1);
    return [...inSight, last + 1, first - 1].filter((page) => page >= 0 && page <= end);
  }

  async #load(number: number): Promise<void> {
    const read = this.#read;
    if (!read) return;
    const ticket = this.#ticket;
    this.#reading.add(number);
    const page = await this.#attempt(ticket, () => read(number * SIZE, SIZE));
    if (ticket !== this.#ticket) return;
    this.#reading.delete(number);
    if (!page) return;
    this.#keep(number, page);
    this.#pump();
  }

  #keep(number: number, page: Page<R>): void {
    this.#pages.set(number, page.rows);
    this.#fresh.add(number);
    this.total = page.total;
    this.error = null;
    if (this.#pages.size <= KEPT) return;
    const middle = (this.#seen.first + this.#seen.last) / 2 / SIZE;
    const farthest = [...this.#pages.keys()].reduce((worst, one) => (Math.abs(one - middle) > Math.abs(worst - middle) ? one : worst), number);
    this.#pages.delete(farthest);
    this.#fresh.delete(farthest);
  }

  async #attempt(ticket: number, work: () => Promise<Page<R>>): Promise<Page<R> | null> {
    try {
      return await work();
    } catch (thrown) {
      if (ticket === this.#ticket) this.error = toFailure(thrown);
      return null;
    }
  }
}
