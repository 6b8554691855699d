import { describe, expect, it } from "vitest";
import { has, marked, problemAt, quote, simple, terms, toggle, tokenise, withoutLast } from "./filter";

const coloured = (text: string) => tokenise(text).map(({ kind, text: piece }) => `${kind}:${piece}`);

describe("colouring", () => {
  it.each([
    ["task=fraud", ["key:task", "operator:=", "value:fraud"]],
    ['task = "two words"', ["key:task", "space: ", "operator:=", "space: ", 'value:"two words"']],
    ["name:iris fra", ["key:name", "operator::", "value:iris", "space: ", "word:fra"]],
    ["a=1 AND b=2", ["key:a", "operator:=", "value:1", "space: ", "and:AND", "space: ", "key:b", "operator:=", "value:2"]],
    ["accuracy>0.9", ["key:accuracy", "operator:>", "value:0.9"]],
    ["task=", ["key:task", "operator:="]],
    ['note="open', ["key:note", "operator:=", 'value:"open']],
    ["(x)", ["other:(", "word:x", "other:)"]],
    ["ärger=ja", ["key:ärger", "operator:=", "value:ja"]],
    ["AND=x", ["key:AND", "operator:=", "value:x"]],
  ])("%s", (text, pieces) => expect(coloured(text)).toEqual(pieces));

  it.each(["", "   ", 'a="b\\"c" d', "== !! ((", "x=😀 y", '"'])("loses nothing of %j", (text) => {
    const tokens = tokenise(text);
    expect(tokens.map((token) => token.text).join("")).toBe(text);
    for (const token of tokens) expect(text.startsWith(token.text, token.start)).toBe(true);
  });
});

describe("terms", () => {
  it("are read with their values unquoted", () => {
    expect(terms('task="two \\"big\\" words" fra').map(({ pair, text }) => pair ?? text)).toEqual([
      { key: "task", value: 'two "big" words' },
      "fra",
    ]);
  });

  it.each([
    ["", "task", "fraud", "task=fraud"],
    ["fra", "team", "two words", 'fra team="two words"'],
    ["task=fraud fra", "task", "fraud", "fra"],
    ["a=1 AND task=fraud", "task", "fraud", "a=1"],
    ['a=1 task = "fraud" b=2', "task", "fraud", "a=1 b=2"],
    ["", "odd key", "x", '"odd key"=x'],
    ["a=1 OR b=2", "c", "3", "(a=1 OR b=2) c=3"],
    ["NOT a=1", "a", "1", "NOT a=1 a=1"],
  ])("toggling in %j: %s=%s gives %j", (text, key, value, after) => expect(toggle(text, key, value)).toBe(after));

  it("that are toggled twice leave the filter as it was", () => {
    expect(toggle(toggle("a=1 b", "note", 'x"y\\z'), "note", 'x"y\\z')).toBe("a=1 b");
    expect(has(toggle("", "note", 'x"y\\z'), "note", 'x"y\\z')).toBe(true);
  });

  it.each([["a=1 AND b", true], ["a=1 OR b", false], ["NOT a=1", false], ["(a=1)", false]])("%s: all must hold is %s", (text, all) => expect(simple(text)).toBe(all));
  it("can be dropped from the end", () => expect(withoutLast('a=1 b="2 3"')).toBe("a=1"));
  it("are quoted only where they must be", () => expect([quote("plain-1.2/x:y"), quote("a=b")]).toEqual(["plain-1.2/x:y", '"a=b"']));
});

describe("a refusal", () => {
  it("points at a character, counted from 0", () => expect(problemAt("a value is missing (character 6 of the filter)")).toBe(5));
  it("may point nowhere", () => expect(problemAt("the disk is gone")).toBeNull());
});

describe("what is wrong", () => {
  const wrong = (text: string, from: number, to: number) => marked(text, { from, to }).map((piece) => (piece.wrong ? `[${piece.text}]` : piece.text)).join("|");
  it("is cut out of its piece", () => expect(wrong("task=fraud", 6, 8)).toBe("task|=|f|[ra]|ud"));
  it("may reach over pieces", () => expect(wrong("a=b", 0, 2)).toBe("[a]|[=]|b"));
  it("is a blank past the end", () => expect(wrong("a>", 2, 2)).toBe("a|>|[ ]"));
  it("is nothing in a filter that can be read", () => expect(marked("a=b", null).some((piece) => piece.wrong)).toBe(false));
});
