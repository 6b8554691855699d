import type { ModelVersion } from "$lib/ipc/bindings";
import { listOf } from "$lib/metadata";
import { classifies } from "$lib/tasks";
import { flatten, isRecord } from "$lib/request";

/** One class with its share of the answer. */
export interface Bar {
  label: string;
  value: number;
  chosen: boolean;
}

/** What one row was answered. */
export interface Answer {
  /** The output that answers, `null` where no output is one value a row. */
  output: string | null;
  /** A class's name or a number, as it is to be shown; numbers stay numbers so that the view rounds them. */
  value: string | number | null;
  /** The classes in class order; empty where the model gives no probabilities. */
  bars: Bar[];
  /** Whether the bars are shares that sum to 1, or scores of any size. */
  shares: boolean;
}

/** An output that is neither the answer nor its probabilities. */
export interface OtherOutput {
  name: string;
  datatype: string;
  /** Column names, empty where the columns have none. */
  columns: string[];
  rows: unknown[][];
}

/** A scored request, row by row. */
export interface Result {
  answers: Answer[];
  others: OtherOutput[];
}

interface Output {
  name: string;
  datatype: string;
  rank: number;
  classes: string[];
  rows: unknown[][];
}

type Described = Pick<ModelVersion, "signature" | "class_names" | "task">;

/** Reads a V2 response: which output is the answer, which one its probabilities, what the classes are called. */
export function interpret(response: unknown, version: Described): Result {
  const outputs = outputsOf(response, version);
  const names = version.class_names ?? [];
  const label = outputs.find((output) => width(output) === 1 && isClass(output.datatype));
  const scores = outputs.find(
    (output) => output !== label && width(output) > 1 && isScores(output, version, label),
  );
  const number =
    label || scores ? undefined : outputs.find((output) => width(output) === 1 && isNumber(output));
  const rows = Math.max(0, ...outputs.map((output) => output.rows.length));
  const shares = scores !== undefined && scores.rows.every(isDistribution);
  const answers = Array.from({ length: rows }, (_, row): Answer => {
    const bars = scores ? barsOf(scores, row, names) : [];
    const best = bars.reduce<Bar | null>((top, bar) => (top && top.value >= bar.value ? top : bar), null);
    const cell = (label ?? number)?.rows[row]?.[0];
    const value = label ? className(cell, names) : number ? asNumber(cell) : (best?.label ?? null);
    return {
      output: (label ?? number ?? scores)?.name ?? null,
      value,
      bars: bars.map((bar) => ({ ...bar, chosen: bar.label === value })),
      shares,
    };
  });
  const used = [label, scores, number];
  const others = outputs
    .filter((output) => !used.includes(output))
    .map(({ name, datatype, classes, rows }) => ({ name, datatype, columns: classes, rows }));
  return { answers, others };
}

function outputsOf(response: unknown, version: Described): Output[] {
  if (!isRecord(response) || !Array.isArray(response.outputs)) return [];
  return response.outputs.filter(isRecord).map((output) => {
    const name = String(output.name);
    const shape = Array.isArray(output.shape) ? output.shape.map(Number) : [];
    const flat = flatten(output.data);
    const count = Math.max(1, shape[0] ?? 1);
    const wide = Math.max(1, Math.round(flat.length / count));
    const rows = Array.from({ length: count }, (_, i) => flat.slice(i * wide, (i + 1) * wide));
    const spec = version.signature.outputs.find((candidate) => candidate.name === name);
    return {
      name,
      datatype: String(output.datatype),
      rank: shape.length,
      classes: classesOf(output) ?? spec?.classes ?? [],
      rows,
    };
  });
}

function classesOf(output: Record<string, unknown>): string[] | null {
  const classes = isRecord(output.parameters) ? output.parameters.classes : undefined;
  if (Array.isArray(classes)) return classes.map(String);
  return typeof classes === "string" ? listOf(classes) : null;
}

function isClass(datatype: string): boolean {
  return (
    datatype === "BYTES" || datatype === "BOOL" || datatype.startsWith("INT") || datatype.startsWith("UINT")
  );
}

function isNumber(output: Output): boolean {
  return !isClass(output.datatype);
}

function isScores(output: Output, version: Described, label: Output | undefined): boolean {
  if (!isNumber(output)) return false;
  if (output.classes.length === width(output)) return true;
  if (output.rows.every(isDistribution) && (label !== undefined || classifies(version.task)))
    return true;
  return classifies(version.task) && label === undefined && output.rank === 2;
}

function isDistribution(row: unknown[]): boolean {
  const values = row.map(Number);
  const sum = values.reduce((all, value) => all + value, 0);
  return values.every((value) => value >= -1e-6 && value <= 1 + 1e-6) && Math.abs(sum - 1) < 0.01;
}

function barsOf(scores: Output, row: number, names: string[]): Bar[] {
  return (scores.rows[row] ?? []).map((value, column) => ({
    label: className(scores.classes[column] ?? column, names),
    value: Number(value),
    chosen: false,
  }));
}

/** What a label is called: integer labels index the class names that the model's metadata lists. */
function className(label: unknown, names: string[]): string {
  const index = typeof label === "number" ? label : /^\d+$/.test(String(label)) ? Number(label) : -1;
  return names[index] ?? String(label);
}

function asNumber(cell: unknown): number | string {
  return typeof cell === "number" ? cell : String(cell ?? "");
}

function width(output: Output): number {
  return output.rows[0]?.length ?? 0;
}

const SERIES = 8;

/** A class's colour, the same wherever it is shown: its place in the order, or one for the chosen and one for the rest. */
export function barRole(bars: Bar[], bar: Bar): string {
  if (bars.length > SERIES) return bar.chosen ? "series-1" : "series-rest";
  return `series-${bars.findIndex((each) => each.label === bar.label) + 1}`;
}
