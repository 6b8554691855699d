import { describe, expect, it } from "vitest";
import { barAt, canvas, furthest, HIGHEST, limit, scrolled, topAt } from "./scroll";

const few = { rows: 34_000, window: 600 };
const million = { rows: 34_000_000, window: 600 };

describe("rows that an element can hold", () => {
  it("are as high as it", () => expect([canvas(few), limit(few), barAt(few, 1_234), topAt(few, 1_234)]).toEqual([34_000, 33_400, 1_234, 1_234]));
  it("follow the bar", () => expect(scrolled(few, 10, 10, 20_000)).toBe(20_000));
});

describe("a million rows", () => {
  it("lie in an element that every engine can lay out", () => expect(canvas(million)).toBe(HIGHEST));
  it("are seen from their middle when the bar is dragged there", () => expect(topAt(million, limit(million) / 2)).toBeCloseTo(furthest(million) / 2, -1));
  it("are seen to their last px", () => expect(topAt(million, limit(million))).toBe(furthest(million)));
  it("move by their own px with the wheel", () => expect(scrolled(million, 5_000_000, 1_000_000, 1_000_120)).toBe(5_000_120));
  it("leap when the bar is dragged", () => expect(scrolled(million, 0, 0, limit(million) / 4)).toBeCloseTo(furthest(million) / 4, -1));
  it("stop at either end", () => {
    expect(scrolled(million, 50, 500, 100)).toBe(0);
    expect(scrolled(million, furthest(million) - 5, 7_000_000, 7_000_100)).toBe(furthest(million));
  });
  it("have a place on the bar that leads back to them", () => {
    for (const top of [0, 1_000, 17_000_000, furthest(million)]) expect(Math.abs(topAt(million, barAt(million, top)) - top)).toBeLessThan(5);
  });
});
