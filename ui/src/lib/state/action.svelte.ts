import type { Failure } from "$lib/ipc/bindings";
import { toFailure } from "$lib/ipc/error";

/** Something that the user set off: whether it runs, and why it failed. */
export class Action {
  /** Whether it is running. */
  running = $state(false);
  /** Why the last run failed; null while running and after success. */
  error = $state.raw<Failure | null>(null);

  /** Runs `work` unless it is running already; gives its result, or undefined when it failed. */
  async run<T>(work: () => Promise<T>): Promise<T | undefined> {
    if (this.running) return undefined;
    this.running = true;
    this.error = null;
    try {
      return await work();
    } catch (thrown) {
      this.error = toFailure(thrown);
      return undefined;
    } finally {
      this.running = false;
    }
  }
}
