import type { ChartKind, EndpointConfig, InferenceRecord } from "$lib/ipc/bindings";
import { compact, count, number, percent } from "$lib/format";
import type { Fact } from "$lib/ui/Facts.svelte";

/** The windows that a monitor looks through. */
export const WINDOWS = [
  { value: "300", label: "5 min" },
  { value: "900", label: "15 min" },
  { value: "3600", label: "1 h" },
  { value: "21600", label: "6 h" },
  { value: "86400", label: "24 h" },
  { value: "604800", label: "7 d" },
] as const;

/** How a chart's values are written: its head says the unit, except where a value is a share. */
export function valueWords(kind: ChartKind, unit: string): (value: number | null) => string {
  if (kind === "latency") return (value) => number(value, 2);
  if (kind === "requests")
    return (value) =>
      value !== null && value >= 10_000
        ? compact(value)
        : number(value, value !== null && value > 0 && value < 0.1 ? 3 : 1);
  return (value) => (unit.startsWith("%") ? percent(value === null ? null : value / 100) : figures(value));
}

/** A predicted number with four figures: enough to watch it. */
function figures(value: number | null): string {
  return number(value === null ? null : Number(value.toPrecision(4)));
}

/** What a call predicted, in a few words: `benign 0.97`, `benign ×3, malignant ×1`, or why it was refused. */
export function predictionWords(record: InferenceRecord): string {
  if (record.error !== null) return record.error;
  const { prediction } = record;
  if (prediction === null) return "";
  if ("value" in prediction)
    return record.rows > 1 ? `mean ${figures(prediction.value)}` : figures(prediction.value);
  const [first] = prediction.classes;
  if (record.rows === 1 && first) return [first[0], number(record.probability, 2)].filter(Boolean).join(" ");
  return prediction.classes.map(([name, rows]) => `${name} ×${rows}`).join(", ");
}

/** Microseconds as milliseconds with two places, the log's unit. */
export function logMs(microseconds: number): string {
  return number(microseconds / 1000, 2);
}

/** How an endpoint serves, as facts. */
export function configFacts(config: EndpointConfig): Fact[] {
  return [
    { label: "Replicas", value: count(config.replicas, "loaded copy", "loaded copies") },
    { label: "At once", value: `${count(config.concurrency, "call")} a replica` },
    { label: "Queue", value: `${count(config.queue, "call")} a replica, the next gets 503` },
    { label: "Waits", value: `at most ${number(config.max_queue_wait_ms)} ms` },
    { label: "Scores", value: `at most ${number(config.scoring_timeout_ms / 1000)} s` },
    { label: "Key", value: config.auth ? "asked for" : "not asked for" },
    { label: "Recording", value: config.collect ? "on" : "off" },
  ];
}

/** A key of which only the last four characters can be read. */
export function masked(key: string): string {
  return `••••••••${key.slice(-4)}`;
}
