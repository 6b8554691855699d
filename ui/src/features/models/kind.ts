import Box from "@lucide/svelte/icons/box";
import Image from "@lucide/svelte/icons/image";
import Shapes from "@lucide/svelte/icons/shapes";
import Text from "@lucide/svelte/icons/text-align-start";
import TrendingUp from "@lucide/svelte/icons/trending-up";
import type { Signature, Task } from "$lib/ipc/bindings";
import type { IconComponent } from "$lib/ui/Icon.svelte";

/** The icon and the word for what a model is for, told from its task and its inputs. */
export function kindOf({ task, signature }: { task: Task; signature: Signature }): { icon: IconComponent; word: string } {
  if (signature.inputs.some(({ shape }) => shape.length === 4)) return { icon: Image, word: "Image model" };
  if (signature.inputs.length === 1 && signature.inputs[0]?.datatype === "BYTES") return { icon: Text, word: "Text model" };
  if (task === "classification") return { icon: Shapes, word: "Classification" };
  if (task === "regression") return { icon: TrendingUp, word: "Regression" };
  return { icon: Box, word: "Model" };
}
