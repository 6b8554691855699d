import { describe, expect, it } from "vitest";
import { bytes, compact, count, middle, milliseconds, number, percent, rate, shape, time } from "./format";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("numbers", () => {
  it.each([
    [28600, undefined, "28,600"],
    [-0.0854, 3, "−0.085"],
    [-0.0001, 2, "0.00"],
    [0.975, 3, "0.975"],
    [null, 3, ""],
    [Number.NaN, 3, "missing"],
    [-Infinity, undefined, "−∞"],
  ])("%s with %s decimals is %s", (value, decimals, text) => expect(number(value, decimals)).toBe(text));

  it.each([[9999, "9,999"], [12400, "12.4 k"], [-2_500_000, "−2.5 M"]])("%s in a chart is %s", (value, text) =>
    expect(plain(compact(value))).toBe(text),
  );
});

describe("units", () => {
  it.each([[0, "0 B"], [999, "999 B"], [31500, "31.5 kB"], [999_960, "1.0 MB"], [1.04e6, "1.0 MB"]])("%s bytes are %s", (value, text) =>
    expect(plain(bytes(value))).toBe(text),
  );
  it.each([[0.0071, "7.1 µs"], [0.34, "0.34 ms"], [2100, "2.1 s"]])("%s ms are %s", (value, text) =>
    expect(plain(milliseconds(value))).toBe(text),
  );
  it("gives a share as a percentage, and a rate by the second", () => {
    expect(plain(percent(0.617))).toBe("61.7 %");
    expect(rate(41.63)).toBe("41.6/s");
  });
  it("leaves the unknown blank", () => {
    expect([bytes(null), milliseconds(undefined), percent(null), rate(null), time(null)]).toEqual(["", "", "", "", ""]);
  });
});

describe("moments", () => {
  const now = new Date(2026, 10, 20, 15, 0);
  it.each([
    [new Date(2026, 10, 20, 14, 5), "14:05"],
    [new Date(2026, 10, 19, 14, 5), "19 Nov 14:05"],
    [new Date(2025, 10, 20, 14, 5), "20 Nov 2025 14:05"],
  ])("%s is %s", (moment, text) => expect(time(moment, now)).toBe(text));
  it("gives nothing for what is no moment", () => expect(time("soon", now)).toBe(""));
});

describe("words", () => {
  it("cuts a digest in the middle and leaves short text alone", () => {
    expect(middle("74e69028".padEnd(56, "0") + "58c054cf")).toBe("74e69028…58c054cf");
    expect(middle("short")).toBe("short");
  });
  it("counts in the singular and the plural", () => expect([count(1, "version"), count(1200, "version")]).toEqual(["1 version", "1,200 versions"]));
  it.each([
    [[-1, 30], undefined, "rows × 30"],
    [[-1, -1, 4], ["batch", null, null], "batch × any × 4"],
    [[1, 1024], undefined, "1 × 1,024"],
  ])("writes the shape %j with the names %j", (dimensions, names, text) => expect(shape(dimensions, names)).toBe(text));
});
