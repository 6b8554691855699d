import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";

afterEach(cleanup);

// A busy machine is no failure: what is waited for may take its time.
configure({ asyncUtilTimeout: 10_000 });

/** jsdom lays nothing out; a grid asks how much of it is in sight, and what floats whether its button is, so these have a size. */
const GRID = { width: 1000, height: 600 };
const SIZED = '[role="grid"], main, body, html';

class NoResize implements ResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

function sizeOf(side: keyof typeof GRID) {
  return function (this: HTMLElement): number {
    return this.matches(SIZED) ? GRID[side] : 0;
  };
}

vi.stubGlobal("ResizeObserver", NoResize);
Object.defineProperties(HTMLElement.prototype, {
  clientWidth: { configurable: true, get: sizeOf("width") },
  clientHeight: { configurable: true, get: sizeOf("height") },
});
Element.prototype.getBoundingClientRect = function (): DOMRect {
  const [width, height] = this.matches(SIZED) ? [GRID.width, GRID.height] : [100, 20];
  return new DOMRect(0, 0, width, height);
};
Element.prototype.getClientRects = function (): DOMRectList {
  return [this.getBoundingClientRect()] as unknown as DOMRectList;
};
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.scrollTo = () => undefined;
Element.prototype.animate ??= () => ({ cancel: () => undefined, finished: Promise.resolve() }) as unknown as Animation;
