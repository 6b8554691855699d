import { type Failure, type Topic, topics as table } from "$lib/ipc/bindings";
import { type Args, call, type Command, type Out } from "$lib/ipc/client";
import { toFailure } from "$lib/ipc/error";
import { on } from "$lib/ipc/events";

/** How a resource behaves beyond the defaults. */
export interface ResourceOptions {
  /** Keep showing the last data while other arguments are fetched. */
  keep?: boolean;
  /** Refetch when this endpoint (or, with `true`, any endpoint) has recorded a call. */
  recorded?: () => string | true;
}

/**
 * What one reading command gives, kept fresh.
 * It is fetched again when its arguments change and when an event names a topic that the command reads.
 * Exactly one of pending, error without data, and data describes it; data survives a failed refresh.
 */
export class Resource<C extends Command> {
  /** The last answer. */
  data = $state.raw<Out<C>>();
  /** Why the last fetch failed; null once one succeeds. */
  error = $state.raw<Failure | null>(null);
  /** Whether a fetch is under way. */
  loading = $state(false);
  /** Nothing to show yet, and nothing failed. */
  readonly pending = $derived(this.data === undefined && this.error === null);
  /** There is data, but the last refresh failed. */
  readonly stale = $derived(this.data !== undefined && this.error !== null);

  #command: C;
  #args: Args<C> | null = null;
  #ticket = 0;
  #again = false;

  constructor(command: C) {
    this.#command = command;
  }

  /** Fetches with other arguments; null forgets everything and fetches nothing. */
  point(args: Args<C> | null, keep: boolean): void {
    this.#args = args;
    this.#ticket += 1;
    this.#again = false;
    this.loading = false;
    if (!keep || args === null) {
      this.data = undefined;
      this.error = null;
    }
    if (args !== null) void this.#fetch(args);
  }

  /** Fetches again with the same arguments; requests during a fetch become one more fetch. */
  refresh = (): void => {
    if (this.#args === null) return;
    if (this.loading) this.#again = true;
    else void this.#fetch(this.#args);
  };

  /** Whether news about these topics concerns this resource. */
  concernedBy(changed: readonly Topic[]): boolean {
    return table[this.#command].reads.some((topic) => changed.includes(topic));
  }

  async #fetch(args: Args<C>): Promise<void> {
    const ticket = this.#ticket;
    this.loading = true;
    const answer = await settle(call(this.#command, args));
    if (ticket !== this.#ticket) return;
    this.loading = false;
    if (answer.ok) this.data = answer.value;
    this.error = answer.ok ? null : answer.failure;
    if (this.#again) {
      this.#again = false;
      this.refresh();
    }
  }
}

/**
 * A resource that lives as long as the component that makes it.
 * `args` may read runes; null means that there is nothing to fetch yet.
 */
export function resource<C extends Command>(
  command: C,
  args: () => Args<C> | null,
  options: ResourceOptions = {},
): Resource<C> {
  const made = new Resource(command);
  const key = $derived(JSON.stringify(args()));
  $effect(() => {
    made.point(JSON.parse(key) as Args<C> | null, options.keep ?? false);
  });
  $effect(() => on("changed", (event) => made.concernedBy(event.topics) && made.refresh()));
  $effect(() =>
    on("recorded", (event) => {
      const followed = options.recorded?.();
      if (followed === true || followed === event.endpoint) made.refresh();
    }),
  );
  return made;
}

type Settled<T> = { ok: true; value: T } | { ok: false; failure: Failure };

async function settle<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await promise };
  } catch (thrown) {
    return { ok: false, failure: toFailure(thrown) };
  }
}
