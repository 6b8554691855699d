import type { Drawing, DrawnEdge, DrawnNode } from "$lib/ipc/bindings";

/** What of a drawing is in sight: its point at the left upper corner, and screen px for one of its own. */
export interface View {
  x: number;
  y: number;
  scale: number;
}

export interface Size {
  width: number;
  height: number;
}

export interface Rect {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export const LEAST_SCALE = 0.02;
export const MOST_SCALE = 3;
/** Room around a drawing that fits, and above it for the tools, screen px. */
const MARGIN = 40;
const TOOLS = 56;
/** A drawing that only fits smaller than this opens at its top instead. */
const READABLE = 0.5;

/** The view that shows all of a drawing. */
export function fit(drawing: Pick<Drawing, "width" | "height">, size: Size): View {
  const room = { width: size.width - 2 * MARGIN, height: size.height - TOOLS - 2 * MARGIN };
  const scale = clamp(Math.min(room.width / Math.max(1, drawing.width), room.height / Math.max(1, drawing.height), 1.12));
  return {
    scale,
    x: (drawing.width - size.width / scale) / 2,
    y: (drawing.height - (size.height + TOOLS) / scale) / 2,
  };
}

/** The view that a drawing opens with: all of it, or its beginning where that would be too small to read. */
export function begin(drawing: Drawing, size: Size): View {
  const whole = fit(drawing, size);
  const first = drawing.nodes[0];
  if (whole.scale >= READABLE || !first) return whole;
  const scale = 0.8;
  const across = drawing.width * scale + 2 * MARGIN <= size.width ? drawing.width / 2 : first.x + first.w / 2;
  const down = drawing.height * scale + 2 * MARGIN <= size.height - TOOLS;
  return {
    scale,
    x: across - size.width / 2 / scale,
    y: down ? (drawing.height - (size.height + TOOLS) / scale) / 2 : first.y - (TOOLS + MARGIN) / scale,
  };
}

/** Zooms about a point of the screen, which stays where it is. */
export function zoom(view: View, factor: number, at: { x: number; y: number }): View {
  const scale = clamp(view.scale * factor);
  return { scale, x: view.x + at.x / view.scale - at.x / scale, y: view.y + at.y / view.scale - at.y / scale };
}

/** Moves so that a box stands in the middle. */
export function centre(view: View, size: Size, node: DrawnNode): View {
  const { scale } = view;
  return { scale, x: node.x + node.w / 2 - size.width / 2 / scale, y: node.y + node.h / 2 - (size.height + TOOLS) / 2 / scale };
}

/** Moves no further than it takes to bring a box into sight. */
export function reveal(view: View, size: Size, node: DrawnNode): View {
  const pad = MARGIN / view.scale;
  const right = view.x + size.width / view.scale;
  const bottom = view.y + size.height / view.scale;
  const top = view.y + TOOLS / view.scale;
  const shift = (low: number, high: number, from: number, to: number) =>
    from - pad < low ? from - pad - low : to + pad > high ? to + pad - high : 0;
  return {
    scale: view.scale,
    x: view.x + shift(view.x, right, node.x, node.x + node.w),
    y: view.y + shift(top, bottom, node.y, node.y + node.h),
  };
}

/** What to draw: the part in sight with half as much around it, in steps, so that panning seldom changes it. */
export function around(view: View, size: Size): Rect {
  const step = { x: size.width / 2 / view.scale, y: size.height / 2 / view.scale };
  const snap = (value: number, by: number) => Math.floor(value / Math.max(1, by)) * Math.max(1, by);
  const left = snap(view.x, step.x) - step.x;
  const top = snap(view.y, step.y) - step.y;
  return { left, top, right: left + 5 * step.x, bottom: top + 5 * step.y };
}

export function nodeIn(node: DrawnNode, rect: Rect): boolean {
  return node.x < rect.right && rect.left < node.x + node.w && node.y < rect.bottom && rect.top < node.y + node.h;
}

export function edgeIn(edge: DrawnEdge, rect: Rect): boolean {
  const [left, top, right, bottom] = edge.bounds;
  return left <= rect.right && rect.left <= right && top <= rect.bottom && rect.top <= bottom;
}

/** The box at a point of the drawing. */
export function nodeAt(nodes: readonly DrawnNode[], x: number, y: number): DrawnNode | undefined {
  return nodes.find((node) => node.x <= x && x <= node.x + node.w && node.y <= y && y <= node.y + node.h);
}

/** Many boxes as one path, for when they are too small to be read. */
export function boxesPath(nodes: readonly DrawnNode[]): string {
  return nodes.map(({ x, y, w, h }) => `M${x} ${y}h${w}v${h}h${-w}z`).join("");
}

export type Direction = "up" | "down" | "left" | "right";

/** The box that an arrow key leads to: along a line up or down, or to the neighbour beside. */
export function walk(drawing: Drawing, from: number, key: Direction, horizontal: boolean): number | undefined {
  const here = drawing.nodes[from];
  if (!here) return undefined;
  const turned: Record<Direction, Direction> = { left: "up", right: "down", up: "left", down: "right" };
  const direction = horizontal ? turned[key] : key;
  const across = (node: DrawnNode) => (horizontal ? node.y + node.h / 2 : node.x + node.w / 2);
  const along = (node: DrawnNode) => (horizontal ? node.x + node.w / 2 : node.y + node.h / 2);
  const nearest = (candidates: number[]) => {
    const distance = (at: number) => {
      const node = drawing.nodes[at];
      return node ? Math.abs(across(node) - across(here)) + Math.abs(along(node) - along(here)) / 4 : Infinity;
    };
    return candidates.reduce<number | undefined>(
      (best, at) => (best === undefined || distance(at) < distance(best) ? at : best),
      undefined,
    );
  };
  if (direction === "down") return nearest(drawing.edges.filter((edge) => edge.from === from).map((edge) => edge.to));
  if (direction === "up") return nearest(drawing.edges.filter((edge) => edge.to === from).map((edge) => edge.from));
  const sign = direction === "left" ? -1 : 1;
  const beside = drawing.nodes.flatMap((node, at) => {
    const same = Math.abs(along(node) - along(here)) < 24;
    return at !== from && same && (across(node) - across(here)) * sign > 0 ? [at] : [];
  });
  return nearest(beside);
}

function clamp(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}
