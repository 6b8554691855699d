import { expect, it } from "vitest";
import { asText, withPredictions } from "./export";
import type { Field } from "./fields";
import { readSheet } from "./sheet";

const fields: Field[] = [{ label: "age", input: "age", offset: 0, datatype: "INT64", kind: "integer" }];

it("sample rows are read back as they were", () => {
  const sheet = readSheet(asText(fields, [[41], [62]]), fields);
  expect(sheet.rows.map(({ read }) => "values" in read && read.values)).toEqual([[41], [62]]);
});

it("predictions stand behind the cells, refusals in their own column", () => {
  const bars = [
    { label: "no", value: 0.4, chosen: false },
    { label: "yes", value: 0.6, chosen: true },
  ];
  const sheet = readSheet("41\nx", fields);
  const text = withPredictions(fields, sheet, [
    { answer: { output: "label", value: "yes", bars, shares: true } },
    { failure: { code: "invalid_input", message: "age: “x” is not a whole number", hint: null } },
  ]);
  expect(text.split("\n")).toEqual([
    "age\tprediction\tprobability of no\tprobability of yes\trefused",
    "41\tyes\t0.4\t0.6\t",
    "x\t\t\t\tage: “x” is not a whole number",
  ]);
});
