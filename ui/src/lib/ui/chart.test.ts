import { expect, it } from "vitest";
import { bucketAt, hasValues, momentAt, pipsOf, stepFrom, toTsv, xOf, yOf, type Drawing } from "./chart";

const drawing: Drawing = {
  title: "Requests",
  unit: "per second",
  summary: "",
  svg: "",
  area: { left: 40, top: 10, width: 200, height: 100 },
  from: "2026-11-20T14:00:00.000Z",
  to: "2026-11-20T14:00:40.000Z",
  y_range: [0, 50],
  step_s: 10,
  times: [5, 15, 25, 35].map((s) => new Date(Date.UTC(2026, 10, 20, 14, 0, s)).toISOString()),
  series: [
    { name: "2xx", role: "healthy", values: [1, 2, null, null], total: 1.5 },
    { name: "4xx", role: "unhealthy", values: [0, 0, null, null], total: 0 },
  ],
};
const at = (second: number) => Date.UTC(2026, 10, 20, 14, 0, second);

it("a point of the plot is a moment, and back", () => {
  expect(momentAt(drawing, 140)).toBe(at(20));
  expect(momentAt(drawing, 9999)).toBe(at(40));
  expect(xOf(drawing, at(20))).toBe(140);
  expect(yOf(drawing, 25)).toBe(60);
});

it("the bucket nearest to a moment is found, none outside", () => {
  expect([0, 12, 20, 40].map((second) => bucketAt(drawing, at(second)))).toEqual([0, 1, 2, 3]);
  expect(bucketAt(drawing, at(300))).toBeNull();
});

it("the arrow keys start at the last value and stop at the ends", () => {
  expect(stepFrom(drawing, null, -1)).toBe(at(15));
  expect(stepFrom(drawing, at(15), 1)).toBe(at(25));
  expect(stepFrom(drawing, at(5), -1)).toBe(at(5));
});

it("the table copies as tab-separated text", () => {
  expect(toTsv(drawing).split("\n").slice(0, 2)).toEqual([
    "time\t2xx\t4xx",
    "2026-11-20T14:00:05.000Z\t1\t0",
  ]);
});

it("only zeros is no value", () => {
  expect(hasValues(drawing)).toBe(true);
  expect(
    hasValues({ ...drawing, series: [{ name: "2xx", role: "healthy", values: [0, null], total: 0 }] }),
  ).toBe(false);
});

it("pips lie on the lines, or on what is stacked below them", () => {
  const two = {
    ...drawing,
    series: [20, 10, 20].map((value, i) => ({
      name: `${i}`,
      role: `series-${i}`,
      values: [value],
      total: null,
    })),
  };
  expect(pipsOf(two, 0, false).map((pip) => pip.y)).toEqual([70, 90, 70]);
  expect(pipsOf(two, 0, true).map((pip) => pip.y)).toEqual([70, 50]);
  expect(pipsOf(drawing, 0, true)).toHaveLength(1);
  expect(pipsOf(drawing, 3, false)).toEqual([]);
});
