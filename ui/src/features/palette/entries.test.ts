import Box from "@lucide/svelte/icons/box";
import { expect, it } from "vitest";
import { marks, matching } from "./entries";

const entry = (label: string, detail?: string) => ({ id: label, label, detail, icon: Box, run: () => undefined });
const all = [entry("Go to Models"), entry("Register model", "choose files"), entry("breast-cancer", "Healthy")];

it.each([
  ["", ["Go to Models", "Register model", "breast-cancer"]],
  ["mod", ["Go to Models", "Register model"]],
  ["reg mo", ["Register model"]],
  ["cancer", ["breast-cancer"]],
  ["healthy", ["breast-cancer"]],
  ["odel", []],
])("%j finds %j", (typed, labels) => expect(matching(all, typed).map(({ label }) => label)).toEqual(labels));

it("marks what was typed, and takes no typed text for a pattern", () => {
  expect(marks("Go to Models", "mod")).toEqual([{ text: "Go to ", hit: false }, { text: "Mod", hit: true }, { text: "els", hit: false }]);
  expect(marks("a.b", ".")).toEqual([{ text: "a", hit: false }, { text: ".", hit: true }, { text: "b", hit: false }]);
});
