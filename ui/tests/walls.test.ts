import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const SRC = resolve(import.meta.dirname, "../src");
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) => /\.(ts|svelte)$/.test(file));

/** Everything that a file imports: a path inside src, or a package's name. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(SRC, file), "utf8");
  const named = [...text.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map((match) => match[1] ?? "");
  return named.map((name) => {
    if (name.startsWith("$lib/")) return name.replace("$lib", "lib");
    if (name.startsWith("$features/")) return name.replace("$features", "features");
    return name.startsWith(".") ? relative(SRC, resolve(SRC, dirname(file), name)) : name;
  });
}

/** The imports of all files under `room` that `forbidden` says no to, as `file -> import`. */
function broken(room: string, forbidden: (name: string, file: string) => boolean): string[] {
  return files
    .filter((file) => file.startsWith(room))
    .flatMap((file) => importsOf(file).filter((name) => forbidden(name, file)).map((name) => `${file} -> ${name}`));
}

const featureOf = (path: string) => /^features\/([^/]+)/.exec(path)?.[1];

describe("the walls", () => {
  it("see the tree that they guard", () => {
    expect(files.length).toBeGreaterThan(60);
    expect(importsOf("App.svelte")).toContain("features/palette/Palette.svelte");
  });
  it("keep lib/ui from knowing the program or a feature", () =>
    expect(broken("lib/ui", (name) => /^(lib\/ipc|lib\/state|lib\/router|features|views)/.test(name))).toEqual([]));
  it("keep lib from knowing features and views", () => expect(broken("lib/", (name) => /^(features|views)/.test(name))).toEqual([]));
  it("keep features apart", () =>
    expect(broken("features/", (name, file) => featureOf(name) !== undefined && featureOf(name) !== featureOf(file))).toEqual([]));
  it("keep views out of features", () => expect(broken("features/", (name) => name.startsWith("views/"))).toEqual([]));
  it("let one file import Tauri", () =>
    expect(broken("", (name, file) => name.startsWith("@tauri-apps/") && file !== "lib/ipc/tauri.ts")).toEqual([]));
  it("keep raw colours in tokens.css", () => {
    const styled = files.filter((file) => file.endsWith(".svelte") && /#[0-9a-f]{3,8}\b(?=[^{}]*;)|oklch\(|rgba?\(|hsla?\(/i.test(styleOf(file)));
    expect(styled).toEqual([]);
  });
});

/** A component's style, without masks, whose black stands for opacity and no colour. */
function styleOf(file: string): string {
  const text = readFileSync(join(SRC, file), "utf8");
  return (/<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? "").replace(/mask-image:[^;]*;/g, "");
}
