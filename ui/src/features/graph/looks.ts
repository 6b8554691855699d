import Binary from "@lucide/svelte/icons/binary";
import Box from "@lucide/svelte/icons/box";
import ChartNoAxesColumn from "@lucide/svelte/icons/chart-no-axes-column";
import Combine from "@lucide/svelte/icons/combine";
import Eraser from "@lucide/svelte/icons/eraser";
import GitBranch from "@lucide/svelte/icons/git-branch";
import Grid3x3 from "@lucide/svelte/icons/grid-3x3";
import Layers from "@lucide/svelte/icons/layers";
import Minimize2 from "@lucide/svelte/icons/minimize-2";
import Plus from "@lucide/svelte/icons/plus";
import Repeat from "@lucide/svelte/icons/repeat";
import Ruler from "@lucide/svelte/icons/ruler";
import Scaling from "@lucide/svelte/icons/scaling";
import ScanLine from "@lucide/svelte/icons/scan-line";
import Scissors from "@lucide/svelte/icons/scissors";
import TreePine from "@lucide/svelte/icons/tree-pine";
import TrendingUp from "@lucide/svelte/icons/trending-up";
import Type from "@lucide/svelte/icons/type";
import type { Look } from "$lib/ipc/bindings";
import type { IconComponent } from "$lib/ui/Icon.svelte";

/** The sign of each kind of work. */
export const looks: Record<Look, IconComponent> = {
  convolution: ScanLine,
  matrix: Grid3x3,
  linear: ChartNoAxesColumn,
  forest: TreePine,
  loop: Repeat,
  branch: GitBranch,
  join: Combine,
  pick: Scissors,
  shape: Scaling,
  encode: Binary,
  scale: Ruler,
  missing: Eraser,
  activation: TrendingUp,
  pool: Minimize2,
  text: Type,
  arithmetic: Plus,
  block: Layers,
  value: Box,
};
