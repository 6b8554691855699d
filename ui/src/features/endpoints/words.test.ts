import { expect, it } from "vitest";
import type { InferenceRecord } from "$lib/ipc/bindings";
import { logMs, masked, predictionWords, valueWords } from "./words";

const record = (changes: Partial<InferenceRecord>) =>
  ({ rows: 1, prediction: null, probability: null, error: null, ...changes }) as InferenceRecord;

it.each([
  [
    "one row's class with its probability",
    record({ prediction: { classes: [["benign", 1]] }, probability: 0.974 }),
    "benign 0.97",
  ],
  ["one row's class alone", record({ prediction: { classes: [["benign", 1]] } }), "benign"],
  [
    "several rows' classes",
    record({
      rows: 4,
      prediction: {
        classes: [
          ["benign", 3],
          ["malignant", 1],
        ],
      },
    }),
    "benign ×3, malignant ×1",
  ],
  ["a number", record({ prediction: { value: 152.5 } }), "152.5"],
  ["several numbers' mean", record({ rows: 3, prediction: { value: -1 } }), "mean −1"],
  [
    "a refusal's reason",
    record({ rows: 0, error: "expected 30 features, got 29" }),
    "expected 30 features, got 29",
  ],
  ["nothing", record({}), ""],
])("the log says %s", (_, entry, words) => {
  expect(predictionWords(entry)).toBe(words);
});

it("a share is in percent, a rate and a time are not", () => {
  expect(valueWords("predictions", "% of rows per 8 s")(61.7)).toMatch(/61\.7.%/);
  expect(valueWords("predictions", "mean per 8 s")(0.617)).toBe("0.617");
  expect(valueWords("latency", "ms")(0.3412)).toBe("0.34");
  expect(valueWords("requests", "per second")(41.62)).toBe("41.6");
  expect(valueWords("requests", "per second")(0.002)).toBe("0.002");
  expect(valueWords("requests", "per second")(null)).toBe("");
});

it("a masked key shows four characters, the log two places", () => {
  expect(masked("abcdefgh3f9c")).toBe("••••••••3f9c");
  expect(logMs(342)).toBe("0.34");
});
