import { expect, it } from "vitest";
import type { Field } from "./fields";
import { isTable, readSheet, SHEET_MAX } from "./sheet";

const fields: Field[] = [
  { label: "city", input: "city", offset: 0, datatype: "BYTES", kind: "text" },
  { label: "age", input: "age", offset: 0, datatype: "INT64", kind: "integer" },
  { label: "income", input: "income", offset: 0, datatype: "FP32", kind: "number" },
];
const values = (text: string) =>
  readSheet(text, fields).rows.map(({ read }) => ("values" in read ? read.values : read.reason));

it.each([
  ["tabs", "Nice\t62\t11957.1\nParis\t79\t22367.8"],
  ["commas", "Nice,62,11957.1\nParis,79,22367.8\n"],
  ["semicolons", "Nice;62;11957.1\r\nParis;79;22367.8"],
  [
    "a line of names, in another order, with one more",
    "age\tincome\tcity\tid\n62\t11957.1\tNice\t1\n79\t22367.8\tParis\t2",
  ],
  ["quotes", '"Nice",62,11957.1\n"Paris",79,22367.8'],
])("rows are read from %s", (_, text) => {
  expect(values(text)).toEqual([
    ["Nice", 62, 11957.1],
    ["Paris", 79, 22367.8],
  ]);
});

it("a refused row keeps its place and names the column", () => {
  expect(values("Nice\t62\t1\nParis\t37 y\t2\nLyon\t1\tNaN")).toEqual([
    ["Nice", 62, 1],
    "age: “37 y” is not a whole number",
    ["Lyon", 1, NaN],
  ]);
});

it.each([
  ["Nice\t62", "2 values; the model takes 3"],
  ["Nice\t\t1", "age is missing"],
  ["Nice\t1\t0,59", "income: “0,59” has a decimal comma; write a point"],
  ["Nice\t1\tx", "income: “x” is not a number"],
])("%j is refused with a reason", (text, reason) => {
  expect(values(text)).toEqual([reason]);
});

it("a quoted cell holds its delimiter and its quotes", () => {
  expect(values('"Nice, ""old"" town",1,2')).toEqual([['Nice, "old" town', 1, 2]]);
});

it("columns that the model does not take are named", () => {
  expect(readSheet("city,age,income,id\nNice,1,2,3", fields).ignored).toEqual(["id"]);
});

it("what is beyond the limit is counted", () => {
  const sheet = readSheet("Nice\t1\t2\n".repeat(SHEET_MAX + 5), fields);
  expect([sheet.rows.length, sheet.left]).toEqual([SHEET_MAX, 5]);
});

it("one value is not a table", () => {
  expect(["5.1", "Lyon", "a, b"].map(isTable)).toEqual([false, false, false]);
  expect(["1\t2", "1,2,3", "1\n2"].map(isTable)).toEqual([true, true, true]);
});
