import { SvelteMap } from "svelte/reactivity";

/** Which rows of a list are selected: some by their keys, or all of the list but some. */
export class Selection<R> {
  /** The rows that were picked; with `all`, those that were left out. */
  readonly picked = new SvelteMap<string, R>();
  #all = $state(false);

  /** Whether everything in the list is selected, but what was picked to be left out. */
  get all(): boolean {
    return this.#all;
  }

  /** Whether the row with this key is selected. */
  has(key: string): boolean {
    return this.#all !== this.picked.has(key);
  }

  /** How many of `total` are selected. */
  size(total: number): number {
    return this.#all ? Math.max(0, total - this.picked.size) : this.picked.size;
  }

  /** Selects one row, or with `on` false leaves it out. */
  set(key: string, row: R, on: boolean): void {
    if (on === this.#all) this.picked.delete(key);
    else this.picked.set(key, row);
  }

  toggle(key: string, row: R): void {
    this.set(key, row, !this.has(key));
  }

  /** Selects the whole list, loaded or not. */
  everything(): void {
    this.picked.clear();
    this.#all = true;
  }

  clear(): void {
    this.picked.clear();
    this.#all = false;
  }
}
