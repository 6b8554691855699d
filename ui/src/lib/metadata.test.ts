import { expect, it } from "vitest";
import { classNamesOf, columnsOf, listOf } from "./metadata";

it.each([
  ['["a, b","c"]', ["a, b", "c"]],
  ["a, b ,c", ["a", "b", "c"]],
  ['{"0":"no","1":"yes"}', ["no", "yes"]],
  ["", []],
  [undefined, []],
])("%j lists names", (text, names) => {
  expect(listOf(text)).toEqual(names);
});

it("the file's own names go before those given when it was registered", () => {
  const version = { metadata: { columns: "a,b" }, properties: { columns: "x,y", class_names: "no,yes" } };
  expect(columnsOf(version)).toEqual(["a", "b"]);
  expect(classNamesOf(version)).toEqual(["no", "yes"]);
});
