import type { EngineChoice, EngineName, EngineTrial } from "$lib/ipc/bindings";

/** Which engine somebody asked for, or none: the one that measurement speaks for. */
export type Pin = "auto" | EngineName;

/** How many rows the calls had that were timed, in order. */
export function rowCounts({ trials }: EngineChoice): number[] {
  const counts = trials.flatMap(({ timings }) => timings.map(({ rows }) => rows));
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** Microseconds of a call with so many rows; none where it was not timed. */
export function callTime({ timings }: EngineTrial, rows: number): number | null {
  return timings.find((timing) => timing.rows === rows)?.call_us ?? null;
}

/** The engine that scores. */
export function scoring({ pinned, chosen }: EngineChoice): EngineName {
  return pinned ?? chosen;
}
