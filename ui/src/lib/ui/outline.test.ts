import Box from "@lucide/svelte/icons/box";
import Image from "@lucide/svelte/icons/image";
import Shapes from "@lucide/svelte/icons/shapes";
import TrendingUp from "@lucide/svelte/icons/trending-up";
import { expect, it } from "vitest";
import { outline } from "./outline";

it("is one path of all shapes, each beginning where it stands", () => {
  expect(outline(Image)).toContain("M5 3h14a2 2 0 0 1 2 2v14a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2Z");
  expect(outline(Image)).toContain("M7 9a2 2 0 1 0 4 0a2 2 0 1 0 -4 0Z");
  for (const icon of [Box, Image, Shapes]) expect(outline(icon)).toMatch(/^M/);
  expect(outline(Box)).toContain("M3.3 7l8.7 5 8.7-5");
  expect(outline(TrendingUp)).toContain("M22 7l-8.5 8.5-5-5L2 17");
});
