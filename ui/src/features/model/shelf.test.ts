import { describe, expect, it } from "vitest";
import type { ModelVersion } from "$lib/ipc/bindings";
import { better, metricNames, shelfOf } from "./shelf";

const version = (number: number, metrics: Record<string, number>) =>
  ({ version: number, metrics }) as unknown as ModelVersion;

describe("the shelf", () => {
  const shelf = shelfOf(
    [version(3, { accuracy: 0.975 }), version(2, {}), version(1, { accuracy: 0.94 })],
    "accuracy",
  );

  it("goes from the oldest to the newest", () => {
    expect(shelf.stands.map((stand) => stand.version.version)).toEqual([1, 2, 3]);
    expect(shelf.stands.map((stand) => stand.x)).toEqual([14, 45, 76]);
  });

  it("is higher where the metric is, and blank where it is unknown", () => {
    const [first, second, third] = shelf.stands.map((stand) => stand.y);
    expect(second).toBeNull();
    expect(third).toBeGreaterThan(first ?? 100);
  });

  it("never shows a share above 1", () => {
    expect(shelf.ticks.at(-1)?.label).toBe("1.00");
    const perfect = shelfOf([version(1, { accuracy: 1 })], "accuracy");
    expect(perfect.ticks.at(-1)?.label).toBe("1.0");
  });

  it.each([[[0.5]], [[0]], [[-3, 12]], [[1200, 1900]], [[0.94, 0.95, 0.975]], [[1e-5, 3e-5]]])(
    "holds %j inside its axis with two to six ticks",
    (values) => {
      const made = shelfOf(
        values.map((value, i) => version(i + 1, { m: value })),
        "m",
      );
      for (const stand of made.stands) {
        expect(stand.y).toBeGreaterThanOrEqual(0);
        expect(stand.y).toBeLessThanOrEqual(100);
      }
      expect(made.ticks.length).toBeGreaterThanOrEqual(2);
      expect(made.ticks.length).toBeLessThanOrEqual(6);
    },
  );

  it("lines up without a metric, and keeps many versions inside", () => {
    const many = shelfOf(
      Array.from({ length: 30 }, (_, i) => version(30 - i, {})),
      null,
    );
    expect(many.ticks).toEqual([]);
    expect(many.long).toBe(true);
    for (const stand of many.stands) expect(stand.x).toBeLessThan(99);
  });
});

it("metrics are listed once, the best known first", () => {
  expect(metricNames([version(2, { zeta: 1, f1_macro: 1 }), version(1, { accuracy: 1, zeta: 2 })])).toEqual([
    "accuracy",
    "f1_macro",
    "zeta",
  ]);
});

it("a smaller loss is better, a smaller accuracy is not", () => {
  expect(better("log_loss", 0.2, 0.1)).toBe(true);
  expect(better("accuracy", 0.2, 0.1)).toBe(false);
  expect(better("accuracy", 0.2, 0.2)).toBeNull();
});
