import { expect, it } from "vitest";
import { sparkline } from "./spark";

it("draws from left to right with the least at the bottom", () => {
  expect(sparkline([0.5, 0.75, 1])).toEqual({ path: "M3 14L27.5 9L52 4", x: 52, y: 4 });
});
it("draws a single value as a dot at the right, equal ones in the middle", () => {
  expect(sparkline([0.9])).toEqual({ path: null, x: 52, y: 9 });
  expect(sparkline([1, 1])).toEqual({ path: "M3 9L52 9", x: 52, y: 9 });
});
it("leaves out what is no number, and draws nothing when nothing is", () => {
  expect(sparkline([1, NaN, 3])?.path).toBe("M3 14L52 4");
  expect(sparkline([NaN])).toBeNull();
  expect(sparkline([])).toBeNull();
});
