import { expect, it } from "vitest";
import { rangeOf } from "./range";

it.each([
  [[5.8, 6, 4.9], false, [4.9, 6, 0.01]],
  [[18, 80, 41], true, [18, 80, 1]],
  [[5000.5, 70000.25], false, [5000, 71000, 1000]],
  [[0, 100000], true, [0, 100000, 1000]],
])("%j has round ends and 50 to 500 steps", (known, whole, [min, max, step]) => {
  expect(rangeOf(known, whole)).toMatchObject({ min, max, step });
});

it("one value, or none that is a number, has no range", () => {
  expect(rangeOf([3, 3, NaN], false)).toBeNull();
  expect(rangeOf(["a", "b"], false)).toBeNull();
});

it("a value goes to the nearest step, and is held at the ends", () => {
  const range = rangeOf([0, 1], false);
  expect([0.014, 7, -7, NaN, null].map((value) => range?.snap(value))).toEqual([0.01, 1, 0, 0, 0]);
});
