import { elementScroll, observeElementOffset, observeElementRect, Virtualizer, type VirtualItem } from "@tanstack/virtual-core";
import { untrack } from "svelte";

interface Given {
  element: HTMLElement | undefined;
  count: number;
  size: number;
}

/** The rows of a scrolling element that are in sight, and a few around them. Call it while a component starts. */
class VirtualRows {
  items = $state.raw<VirtualItem[]>([]);
  total = $state(0);
  height = $state(0);
  #engine: Virtualizer<HTMLElement, Element>;

  constructor(private given: () => Given) {
    this.#engine = new Virtualizer(this.#options());
    $effect(() => this.#engine._didMount());
    $effect(() => {
      this.given();
      untrack(() => this.#apply());
    });
  }

  /** Scrolls until a row is in sight. */
  reveal(index: number): void {
    this.#engine.scrollToIndex(index, { align: "auto" });
  }

  #options() {
    const { element, count, size } = this.given();
    return {
      count,
      estimateSize: () => size,
      getScrollElement: () => element ?? null,
      overscan: 8,
      scrollPaddingStart: HEAD,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => this.#read(),
    };
  }

  #apply(): void {
    this.#engine.setOptions(this.#options());
    this.#engine._willUpdate();
    this.#engine.measure();
    this.#read();
  }

  #read(): void {
    this.items = this.#engine.getVirtualItems();
    this.total = this.#engine.getTotalSize();
    this.height = this.#engine.scrollRect?.height ?? 0;
  }
}

/** The height of the sticky head, which covers the first rows while scrolling up. */
const HEAD = 30;

export function virtualRows(given: () => Given): VirtualRows {
  return new VirtualRows(given);
}
