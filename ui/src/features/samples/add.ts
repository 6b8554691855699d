import { count } from "$lib/format";
import { call } from "$lib/ipc/client";
import { toast } from "$lib/ui/toasts.svelte";

/** Registers samples by name, or all with null, and says how many versions came of it. */
export async function addSamples(names: string[] | null): Promise<void> {
  const versions = await call("samples_add", { names });
  const models = new Set(versions.map((version) => version.name));
  const [only] = models;
  toast({
    title: models.size === 1 && only ? `${only} added.` : `${count(models.size, "sample model")} added.`,
    detail: count(versions.length, "version"),
  });
}
