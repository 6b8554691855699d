import Blend from "@lucide/svelte/icons/blend";
import Box from "@lucide/svelte/icons/box";
import ChartSpline from "@lucide/svelte/icons/chart-spline";
import Image from "@lucide/svelte/icons/image";
import Shapes from "@lucide/svelte/icons/shapes";
import Text from "@lucide/svelte/icons/text-align-start";
import TrendingUp from "@lucide/svelte/icons/trending-up";
import Waypoints from "@lucide/svelte/icons/waypoints";
import type { Task } from "./ipc/bindings";
import type { IconComponent } from "./ui/Icon.svelte";

/** The icon of what a model is for. */
export const taskIcons: Record<Task, IconComponent> = {
  binary_classification: Shapes,
  multiclass_classification: Shapes,
  regression: TrendingUp,
  clustering: Blend,
  embedding: Waypoints,
  image: Image,
  text: Text,
  forecasting: ChartSpline,
  other: Box,
};

/** Whether its answer is a class, whatever it is made of: pictures and texts are mostly classified. */
export function classifies(task: Task): boolean {
  return ["binary_classification", "multiclass_classification", "image", "text"].includes(task);
}
