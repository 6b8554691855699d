import { expect, it } from "vitest";
import type { TensorSpec } from "$lib/ipc/bindings";
import { meaning } from "./meaning";

const input: TensorSpec = { name: "X", datatype: "FP32", shape: [-1, 4] };
const version = {
  signature: { inputs: [input], outputs: [] },
  columns: ["a", "b", "c", "d"],
  class_names: ["no", "yes"],
};

it.each<[string, TensorSpec, "in" | "out", string]>([
  ["names the columns", input, "in", "a, b, c, d"],
  [
    "names an integer label's classes",
    { name: "label", datatype: "INT64", shape: [-1] },
    "out",
    "0 no, 1 yes",
  ],
  [
    "names the columns of probabilities",
    { name: "p", datatype: "FP32", shape: [-1, 2] },
    "out",
    "columns no, yes",
  ],
  [
    "prefers the file's own classes",
    { name: "p", datatype: "FP32", shape: [-1, 2], classes: ["0", "1"] },
    "out",
    "columns 0, 1",
  ],
  ["leaves blank what is unknown", { name: "score", datatype: "FP32", shape: [-1, 1] }, "out", ""],
])("%s", (_, spec, side, expected) => {
  expect(meaning(spec, side, version)).toBe(expected);
});
