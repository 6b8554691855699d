import { flushSync, mount, unmount } from "svelte";
import type { IconComponent } from "./Icon.svelte";

/**
 * All strokes of an icon as one path: two elements instead of a component and one an outline, where a view has hundreds.
 * Call it while a module loads: an icon is drawn once for it, which the drawing of something else must not wait for.
 */
export function outline(icon: IconComponent): string {
  const target = document.createElement("div");
  const made = mount(icon, { target, props: {} });
  flushSync();
  const shapes = [...(target.querySelector("svg")?.children ?? [])].map(pathOf);
  void unmount(made);
  return shapes.join("");
}

/** A shape as a path; a path's own first step is absolute wherever it is put. */
function pathOf(shape: Element): string {
  const number = (name: string) => Number(shape.getAttribute(name) ?? 0);
  switch (shape.tagName) {
    case "path":
      return absolute(shape.getAttribute("d") ?? "");
    case "circle":
      return ellipse(number("cx"), number("cy"), number("r"), number("r"));
    case "ellipse":
      return ellipse(number("cx"), number("cy"), number("rx"), number("ry"));
    case "line":
      return `M${number("x1")} ${number("y1")}L${number("x2")} ${number("y2")}`;
    case "rect":
      return rectangle(number("x"), number("y"), number("width"), number("height"), number("rx") || number("ry"));
    case "polyline":
      return `M${shape.getAttribute("points") ?? ""}`;
    case "polygon":
      return `M${shape.getAttribute("points") ?? ""}Z`;
    default:
      return "";
  }
}

/** A path whose first step is absolute; what follows a relative first step stays relative. */
function absolute(path: string): string {
  const number = String.raw`[-+]?(?:\d*\.\d+|\d+\.?)(?:e[-+]?\d+)?`;
  return path.replace(new RegExp(String.raw`^m\s*(${number})[\s,]*(${number})[\s,]*(?=([-+.\d])?)`), (_, x: string, y: string, next?: string) => `M${x} ${y}${next ? "l" : ""}`);
}

function ellipse(x: number, y: number, width: number, height: number): string {
  return `M${x - width} ${y}a${width} ${height} 0 1 0 ${2 * width} 0a${width} ${height} 0 1 0 ${-2 * width} 0Z`;
}

function rectangle(x: number, y: number, width: number, height: number, round: number): string {
  const corner = (dx: number, dy: number) => `a${round} ${round} 0 0 1 ${dx} ${dy}`;
  const [across, down] = [width - 2 * round, height - 2 * round];
  return `M${x + round} ${y}h${across}${corner(round, round)}v${down}${corner(-round, round)}h${-across}${corner(-round, -round)}v${-down}${corner(round, -round)}Z`;
}
