import { describe, expect, it } from "vitest";
import { amount, barsPath, short } from "./words";

describe("words for a graph", () => {
  it("say large counts short and unknown ones not at all", () => {
    expect([0, 2048, 11_240_000, 4.1e9, null].map(amount)).toEqual(["0", "2,048", "11.2\u00a0M", "4.1\u00a0G", ""]);
  });

  it("say any number in four digits", () => {
    expect([0, 1.23456, -0.05, 12345.678, 1e-7].map(short)).toEqual(["0", "1.235", "−0.05", "12,350", "1.00e−7"]);
  });

  it("draw a histogram whose highest bar fills the box", () => {
    expect(barsPath([1, 2])).toBe("M3 100v-50h44V100zM53 100v-100h44V100z");
    expect(barsPath([0])).toBe("");
  });
});
