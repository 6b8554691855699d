import { expect, it } from "vitest";
import type { Field } from "./fields";
import { locate } from "./locate";

const field = (label: string, input = label): Field => ({
  label,
  input,
  offset: 0,
  datatype: "FP32",
  kind: "number",
});
const fields = [
  field("age"),
  field("age_group"),
  field("petal length", "X"),
  { ...field("petal width", "X"), offset: 1 },
];

it.each([
  ["input 'age' takes INT64, got 'old'", "age"],
  ["input 'age_group' has no row", "age_group"],
  ["age: “37 y” is not a whole number", "age"],
  ["column 'petal width' is NaN", "petal width"],
  ["input 'X', row 1, column 2: expected FP32, got \"six\"", "petal width"],
  ["expected input 'X' to have 4 features, got 3", undefined],
  ["the average is off", undefined],
])("%s", (message, label) => {
  expect(locate(message, fields)?.label).toBe(label);
});
