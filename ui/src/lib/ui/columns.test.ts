import { expect, it } from "vitest";
import { leastWidth, legalWidth, moved, tracks } from "./columns";

const columns = [{ key: "name", label: "Name", width: 12, grow: 2 }, { key: "size", label: "Size", width: 6 }];

it("grow until somebody chooses a width", () => {
  expect(tracks(columns, {}, true)).toBe("2.25rem minmax(12rem, 2fr) 6rem");
  expect(tracks(columns, { name: 20 }, false)).toBe("20rem 6rem");
  expect([leastWidth(columns, {}, true), leastWidth(columns, { name: 20 }, false)]).toEqual([20.25, 26]);
  expect([legalWidth(0), legalWidth(10.01), legalWidth(1000)]).toEqual([3, 10, 60]);
});

it.each([
  ["c", "a", "cab"],
  ["a", null, "bca"],
  ["a", "c", "bac"],
  ["b", "b", "abc"],
  ["b", "x", "abc"],
])("%s before %s gives %s", (key, before, order) => expect(moved([..."abc"], key, before).join("")).toBe(order));
