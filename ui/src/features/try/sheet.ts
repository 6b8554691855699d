import type { Field, FieldValue } from "./fields";
import { wrong } from "./fields";

/** One pasted row: its cells in the form's order, as they came, and what they mean. */
export interface SheetRow {
  cells: string[];
  /** The values to score, or why there are none and at which field. */
  read: { values: FieldValue[] } | { label: string | null; reason: string };
}

/** Pasted rows, in the order of the form's fields. */
export interface Sheet {
  rows: SheetRow[];
  /** Columns of the clipboard that the model does not take. */
  ignored: string[];
  /** Rows beyond [`SHEET_MAX`] that were left out. */
  left: number;
}

/** The most rows that one paste takes. */
export const SHEET_MAX = 1000;

/** Reads rows copied from a spreadsheet (tabs) or a CSV file, with or without a line of column names. */
export function readSheet(text: string, fields: Field[]): Sheet {
  const table = split(text);
  const head = table[0];
  const order = head && isHead(head, fields) ? orderOf(head, fields) : null;
  const body = order ? table.slice(1) : table;
  const ignored = order && head ? head.filter((_, i) => !order.includes(i)).map((name) => name.trim()) : [];
  const rows = body.slice(0, SHEET_MAX).map((cells) => readRow(cells, fields, order));
  return { rows, ignored, left: Math.max(0, body.length - SHEET_MAX) };
}

/** Whether a clipboard's text is a table rather than one value to put into a field. */
export function isTable(text: string): boolean {
  return /[\t\n]/.test(text.trim()) || (text.includes(",") && split(text).some((cells) => cells.length > 2));
}

/** One cell as a field's value; a text where it is none, so that the field can say what it takes. */
export function readCell(field: Field, cell: string): FieldValue {
  const text = cell.trim();
  if (field.kind === "text") return cell;
  if (field.kind === "boolean") {
    if (/^(true|yes|1)$/i.test(text)) return true;
    return /^(false|no|0)$/i.test(text) ? false : text;
  }
  if (/^(|nan|na|n\/a|null|none|missing)$/i.test(text)) return NaN;
  const number = Number(text.replace("−", "-"));
  return Number.isNaN(number) ? text : number;
}

function readRow(cells: string[], fields: Field[], order: number[] | null): SheetRow {
  const ordered = fields.map((_, i) => cells[order ? (order[i] ?? -1) : i] ?? "");
  if (!order && cells.length !== fields.length) {
    return {
      cells: ordered,
      read: { label: null, reason: `${cells.length} values; the model takes ${fields.length}` },
    };
  }
  const values = fields.map((field, i) => readCell(field, ordered[i] ?? ""));
  const bad = fields.findIndex((field, i) => wrong(field, values[i] ?? null) !== null);
  const field = fields[bad];
  if (!field) return { cells: ordered, read: { values } };
  return {
    cells: ordered,
    read: { label: field.label, reason: reason(field, ordered[bad] ?? "", values[bad] ?? null) },
  };
}

function reason(field: Field, cell: string, value: FieldValue): string {
  if (cell.trim() === "") return `${field.label} is missing`;
  const quoted = `${field.label}: “${cell.trim()}”`;
  if (/^-?\d+,\d+$/.test(cell.trim())) return `${quoted} has a decimal comma; write a point`;
  if (field.kind === "integer" && typeof value === "number" && Number.isInteger(value)) {
    return `${quoted} does not fit ${field.datatype}`;
  }
  const wanted = { integer: "a whole number", number: "a number", boolean: "true or false", text: "a text" }[
    field.kind
  ];
  return `${quoted} is not ${wanted}`;
}

/** The first line names columns when one of its cells is a field's name and no cell of a number field is a number. */
function isHead(cells: string[], fields: Field[]): boolean {
  const names = new Set(fields.map((field) => same(field.label)));
  if (cells.some((cell) => names.has(same(cell)))) return true;
  const numbers = fields
    .map((field, i) => ({ field, cell: cells[i] ?? "" }))
    .filter(({ field }) => field.kind === "number" || field.kind === "integer");
  return numbers.length > 1 && numbers.every(({ field, cell }) => typeof readCell(field, cell) === "string");
}

/** Where each field stands in the clipboard; by position when the names are other ones. */
function orderOf(head: string[], fields: Field[]): number[] {
  const names = head.map(same);
  const byName = fields.map((field) => names.indexOf(same(field.label)));
  return byName.some((at) => at >= 0) ? byName : fields.map((_, i) => i);
}

function same(name: string): string {
  return name.trim().toLowerCase();
}

function split(text: string): string[][] {
  const lines = text.replace(/\r\n?/g, "\n");
  const delimiter = lines.includes("\t") ? "\t" : (lines.split("\n")[0] ?? "").includes(";") ? ";" : ",";
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < lines.length; i++) {
    const char = lines[i];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (lines[i + 1] === '"') cell += lines[++i];
      else quoted = false;
    } else if (char === '"' && cell === "") quoted = true;
    else if (char === delimiter) [row, cell] = [[...row, cell], ""];
    else if (char === "\n") {
      rows.push([...row, cell]);
      [row, cell] = [[], ""];
    } else cell += char;
  }
  rows.push([...row, cell]);
  return rows.filter((cells) => cells.some((value) => value.trim() !== ""));
}
