import type { ModelVersion } from "$lib/ipc/bindings";

/** One version on the shelf: where it stands along it and how high its metric is, in percent. */
export interface Stand {
  version: ModelVersion;
  x: number;
  /** None where this version lacks the metric. */
  y: number | null;
  value: number | null;
}

/** The versions with one metric, oldest first. */
export interface Shelf {
  stands: Stand[];
  /** The axis: heights in percent, and what they say. */
  ticks: { y: number; label: string }[];
  /** Wider than its pane: scrolls sideways. */
  long: boolean;
}

/** More versions than this do not fit side by side. */
export const SHELF_MAX = 6;

/** Metrics that people name first, in the order in which one is shown. */
const PREFERRED = ["accuracy", "f1_macro", "f1", "auc", "r2", "rmse", "mae", "mse", "log_loss"];
const LOWER_IS_BETTER = /(loss|error|rmse|mse|mae|mape|brier|deviance)/i;

/** Every metric that any version has, the ones that people name first in front. */
export function metricNames(versions: Pick<ModelVersion, "metrics">[]): string[] {
  const names = [...new Set(versions.flatMap((version) => Object.keys(version.metrics)))];
  const rank = (name: string) => (PREFERRED.includes(name) ? PREFERRED.indexOf(name) : PREFERRED.length);
  return names.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** Whether `now` is better than `was`; none where they are equal. */
export function better(metric: string, was: number, now: number): boolean | null {
  if (was === now) return null;
  return LOWER_IS_BETTER.test(metric) ? now < was : now > was;
}

/** Lays the versions (newest first, as a model lists them) out along the shelf. */
export function shelfOf(versions: ModelVersion[], metric: string | null): Shelf {
  const oldest = [...versions].reverse();
  const values = oldest.map((version) => (metric === null ? null : (version.metrics[metric] ?? null)));
  const axis = axisOf(values.filter((value) => value !== null));
  const stands = oldest.map((version, i): Stand => {
    const value = values[i] ?? null;
    return {
      version,
      x: along(i, oldest.length),
      y: value === null || !axis ? null : height(value, axis),
      value,
    };
  });
  const ticks = axis ? ticksOf(axis) : [];
  return { stands, ticks, long: versions.length > SHELF_MAX };
}

interface Axis {
  low: number;
  high: number;
  step: number;
}

/** Up to three stand where the next ones will leave them; more share the width. */
function along(i: number, count: number): number {
  if (count <= 3) return 14 + 31 * i;
  const margin = Math.max(2, 40 / count);
  return margin + (i * (100 - 2.6 * margin)) / (count - 1);
}

function height(value: number, axis: Axis): number {
  return (100 * (value - axis.low)) / (axis.high - axis.low);
}

/** Two or three even steps of 1, 2 or 5 around the values, so that no dot sits on the shelf or under the glass. */
function axisOf(values: number[]): Axis | null {
  if (values.length === 0) return null;
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const spread = max - min || Math.abs(max) * 0.1 || 1;
  const step = niceStep((spread * 1.5) / 2);
  const low = Math.floor((min - spread * 0.2) / step) * step;
  let high = Math.ceil((max + spread * 0.12) / step) * step;
  const share = min >= 0 && max <= 1;
  if (share) high = Math.min(1, high);
  return { low: share || min >= 0 ? Math.max(0, low) : low, high: high > low ? high : low + step, step };
}

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}

function ticksOf(axis: Axis): { y: number; label: string }[] {
  const decimals = Math.max(0, -Math.floor(Math.log10(axis.step) + 1e-9));
  const count = Math.round((axis.high - axis.low) / axis.step);
  return Array.from({ length: count + 1 }, (_, i) => {
    const value = axis.low + i * axis.step;
    return {
      y: Math.min(100, height(value, axis)),
      label: value.toFixed(Math.min(6, decimals)).replace("-", "−"),
    };
  });
}
