import { expect, it } from "vitest";
import { listed, listOf } from "./metadata";

it.each([
  ['["a, b","c"]', ["a, b", "c"]],
  ["a, b ,c", ["a", "b", "c"]],
  ['{"0":"no","1":"yes"}', ["no", "yes"]],
  ["", []],
  [undefined, []],
])("%j lists names", (text, names) => {
  expect(listOf(text)).toEqual(names);
});

it.each([[["a", "b"]], [["a, b", "c"]], [["1", "2"]], [["[x]"]], [["one"]]])("%j reads back the same", (names) => {
  expect(listOf(listed(names))).toEqual(names);
});
