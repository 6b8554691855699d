import { SvelteMap } from "svelte/reactivity";
import type { JobProgress } from "$lib/ipc/bindings";
import { on } from "$lib/ipc/events";

/** The jobs that run now, by id. */
export const running = new SvelteMap<string, JobProgress>();

/** Follows the jobs until the returned function is called. */
export function followJobs(): () => void {
  return on("job", (job) => {
    if (job.state === "running") running.set(job.id, job);
    else running.delete(job.id);
  });
}
