import { expect, it } from "vitest";
import { readTag } from "./tag";

it.each([
  ["task=fraud", "task", "fraud"],
  [" note = a=b ", "note", "a=b"],
  ["empty=", "empty", ""],
  ["größe=1", "größe", "1"],
])("%j is a tag", (text, key, value) => expect(readTag(text)).toEqual({ ok: true, key, value }));

it.each(["task", "=x", "", "a b=c", 'a"b=c'])("%j is none, and says what to write", (text) => {
  const read = readTag(text);
  expect(read.ok ? "" : read.problem).toMatch(/key/i);
});
