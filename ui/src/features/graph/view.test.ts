import { describe, expect, it } from "vitest";
import type { Drawing, DrawnEdge, DrawnNode } from "$lib/ipc/bindings";
import { around, begin, boxesPath, centre, edgeIn, fit, nodeAt, nodeIn, reveal, walk, zoom } from "./view";

const SIZE = { width: 1000, height: 600 };

function node(id: string, x: number, y: number): DrawnNode {
  return {
    id, x, y, w: 100, h: 40, kind: "operator", family: "plain", look: "arithmetic", title: "Add", caption: "", name: "", block: null,
    opens: false, rows: [],
  };
}

function edge(from: number, to: number): DrawnEdge {
  return { from, to, value: "t", detail: "", path: "M0 0L0 1", bounds: [0, 0, 10, 100], label: null };
}

/** One above two, which lead to one. */
const DIAMOND: Drawing = {
  width: 300, height: 300, frames: [],
  nodes: [node("n0", 100, 0), node("n1", 0, 100), node("n2", 200, 100), node("n3", 100, 200)],
  edges: [edge(0, 1), edge(0, 2), edge(1, 3), edge(2, 3)],
};

describe("a view", () => {
  it("fits a drawing in the middle, under the tools", () => {
    const { scale, x } = fit({ width: 2000, height: 500 }, SIZE);
    expect(scale).toBeCloseTo(920 / 2000);
    expect((2000 / 2 - x) * scale).toBeCloseTo(500);
  });

  it("opens a large drawing at its beginning, to be read", () => {
    const view = begin({ ...DIAMOND, height: 90_000 }, SIZE);
    expect(view.scale).toBeGreaterThan(0.5);
    expect(view.y).toBeLessThan(0);
    expect(begin(DIAMOND, SIZE)).toEqual(fit(DIAMOND, SIZE));
  });

  it("zooms about the pointer, within bounds", () => {
    const view = { x: 10, y: 20, scale: 1 };
    const nearer = zoom(view, 2, { x: 100, y: 50 });
    expect(nearer.x + 100 / nearer.scale).toBeCloseTo(110);
    expect(nearer.y + 50 / nearer.scale).toBeCloseTo(70);
    expect(zoom(view, 1000, { x: 0, y: 0 }).scale).toBe(3);
  });

  it("brings a box into sight without moving further than needed, or into the middle", () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(reveal(view, SIZE, node("a", 400, 300))).toEqual(view);
    expect(reveal(view, SIZE, node("a", 2000, 300)).x).toBe(2000 + 100 + 40 - 1000);
    expect(centre(view, SIZE, node("a", 2000, 300)).x).toBe(2050 - 500);
  });

  it("knows what to draw, and does not change its mind for a small step", () => {
    const rect = around({ x: 10, y: 10, scale: 1 }, SIZE);
    expect(around({ x: 40, y: 30, scale: 1 }, SIZE)).toEqual(rect);
    expect(nodeIn(node("a", 500, 300), rect)).toBe(true);
    expect(nodeIn(node("a", 5000, 300), rect)).toBe(false);
    expect(edgeIn(edge(0, 1), rect)).toBe(true);
  });

  it("finds the box under the pointer", () => {
    expect(nodeAt(DIAMOND.nodes, 210, 110)?.id).toBe("n2");
    expect(nodeAt(DIAMOND.nodes, 150, 90)).toBeUndefined();
    expect(boxesPath(DIAMOND.nodes.slice(0, 1))).toBe("M100 0h100v40h-100z");
  });
});

describe("arrow keys", () => {
  it.each([
    ["down", 1, 3], ["up", 3, 1], ["left", 2, 1], ["right", 1, 2], ["up", 0, undefined], ["left", 0, undefined],
  ] as const)("%s from box %i lead along the lines", (key, from, to) => expect(walk(DIAMOND, from, key, false)).toBe(to));

  it("are turned where the graph runs from left to right", () => {
    const flat = { ...DIAMOND, nodes: DIAMOND.nodes.map((each) => ({ ...each, x: each.y * 2, y: each.x })) };
    expect(walk(flat, 0, "right", true)).toBe(1);
    expect(walk(flat, 1, "down", true)).toBe(2);
  });
});
