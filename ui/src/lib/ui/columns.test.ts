import { expect, it } from "vitest";
import { legalWidth, moved, places } from "./columns";

const columns = [{ key: "name", label: "Name", width: 12, grow: 2 }, { key: "size", label: "Size", width: 6 }];

it("grow into the room that is left, until somebody chooses a width", () => {
  const widths = (chosen: Record<string, number>, room: number) => places(columns, chosen, room, 16, 12).map(({ left, width }) => [left, width]);
  expect(widths({}, 400)).toEqual([[12, 304], [316, 96]]);
  expect(widths({ name: 20 }, 1000)).toEqual([[12, 320], [332, 96]]);
  expect(widths({}, 100)).toEqual([[12, 192], [204, 96]]);
  expect([legalWidth(0), legalWidth(10.01), legalWidth(1000)]).toEqual([3, 10, 60]);
});

it.each([
  ["c", "a", "cab"],
  ["a", null, "bca"],
  ["a", "c", "bac"],
  ["b", "b", "abc"],
  ["b", "x", "abc"],
])("%s before %s gives %s", (key, before, order) => expect(moved([..."abc"], key, before).join("")).toBe(order));
