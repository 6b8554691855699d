import { expect, it } from "vitest";
import { tagsThatFit } from "./fit";

const tags: [string, string][] = [["data", "iris"], ["task", "classification"], ["team", "risk"]];

it("shows all tags in a wide cell, whole ones in a narrow one, and always one", () => {
  expect([600, 290, 100, 0].map((width) => tagsThatFit(tags, width))).toEqual([3, 2, 1, 1]);
  expect(tagsThatFit([], 100)).toBe(0);
  expect(tagsThatFit([...tags, ["stage", "try"]], 2000)).toBe(3);
});
