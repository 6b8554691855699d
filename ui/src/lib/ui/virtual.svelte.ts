import { untrack } from "svelte";
import { barAt, canvas, type Extent, furthest, limit, scrolled } from "./scroll";

interface Given {
  element: HTMLElement | undefined;
  count: number;
  /** A row's height in px. */
  size: number;
  /** The height in px of what is seen of the rows. */
  height: number;
}

/** Rows that exist above and below those in sight. */
const AROUND = 3;
/** How long the scroll bar rests before it is put where it belongs. */
const REST_MS = 160;

/** The rows of a scrolling element that are in sight, and a few around them. Call it while a component starts. */
class VirtualRows {
  /** How far the rows are scrolled, in px. */
  #top = $state(0);
  /** What is added to a row's own place for its place in the element; 0 unless the rows are higher than an element can be. */
  #shift = $state(0);
  /** Where the scroll bar was when it was last looked at. */
  #bar = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #given: () => Given;
  readonly #extent: Extent = $derived.by(() => {
    const { count, size, height } = this.#given();
    return { rows: count * size, window: height };
  });
  readonly #size: number = $derived.by(() => this.#given().size);

  /** How many rows exist at a time. */
  readonly slots: number = $derived.by(() => Math.ceil(this.#given().height / this.#size) + 1 + 2 * AROUND);
  /** The first row that exists. */
  readonly first: number = $derived.by(() => Math.max(0, Math.min(Math.floor(this.#top / this.#size) - AROUND, this.#given().count - this.slots)));
  /** The first row after those that exist. */
  readonly end: number = $derived.by(() => Math.min(this.#given().count, this.first + this.slots));
  /** The rows that exist, by index. */
  readonly items: number[] = $derived.by(() => Array.from({ length: this.end - this.first }, (_, step) => this.first + step));
  /** The height in px of the element that holds the rows. */
  readonly canvas: number = $derived.by(() => canvas(this.#extent));
  /** The first and last row in sight. */
  readonly seen: { first: number; last: number } = $derived.by(() => {
    const { count, height } = this.#given();
    const last = Math.ceil((this.#top + height) / this.#size) - 1;
    return { first: Math.floor(this.#top / this.#size), last: Math.max(0, Math.min(last, count - 1)) };
  });

  constructor(given: () => Given) {
    this.#given = given;
    $effect(() => {
      const last = furthest(this.#extent);
      untrack(() => this.#go(Math.min(this.#top, last)));
    });
    $effect(() => {
      const { element } = this.#given();
      const follow = () => this.#follow();
      element?.addEventListener("scroll", follow, { passive: true });
      return () => {
        element?.removeEventListener("scroll", follow);
        clearTimeout(this.#rest);
      };
    });
  }

  /** A row's place in the element that holds the rows, in px. */
  place(index: number): number {
    return index * this.#size + this.#shift;
  }

  /** Scrolls until a row is in sight. */
  reveal(index: number): void {
    const above = index * this.#size;
    const below = above + this.#size - this.#extent.window;
    if (this.#top > above) this.#go(above);
    else if (this.#top < below) this.#go(below);
  }

  /** Scrolls to the first row. */
  restart(): void {
    this.#go(0);
  }

  /** Stands the rows at `top` and the scroll bar where it says so. */
  #go(top: number): void {
    const { element } = this.#given();
    this.#top = Math.max(0, Math.round(top));
    if (element === undefined) return;
    const bar = barAt(this.#extent, this.#top);
    if (Math.abs(element.scrollTop - bar) >= 1) element.scrollTop = bar;
    this.#bar = element.scrollTop;
    this.#shift = this.#scaled ? this.#bar - this.#top : 0;
  }

  #follow(): void {
    const { element } = this.#given();
    if (element === undefined || element.scrollTop === this.#bar) return;
    const bar = element.scrollTop;
    this.#top = scrolled(this.#extent, this.#top, this.#bar, bar);
    this.#bar = bar;
    if (!this.#scaled) return;
    this.#shift = bar - this.#top;
    const stuck = (bar <= 0 && this.#top > 0) || (bar >= limit(this.#extent) - 1 && this.#top < furthest(this.#extent));
    clearTimeout(this.#rest);
    if (stuck) this.#go(this.#top);
    else this.#rest = setTimeout(() => this.#go(this.#top), REST_MS);
  }

  get #scaled(): boolean {
    return furthest(this.#extent) !== limit(this.#extent);
  }
}

export function virtualRows(given: () => Given): VirtualRows {
  return new VirtualRows(given);
}
