import type { Datatype, TensorSpec, ModelVersion } from "$lib/ipc/bindings";

/** What a person enters: a number (NaN where it is missing), a text, a switch; `null` while nothing legal is entered. */
export type FieldValue = number | string | boolean | null;

export type FieldKind = "number" | "integer" | "text" | "boolean";

/** One entry of the form: one element of one row of an input. */
export interface Field {
  /** Unique in the form: the column's name, or `X[0]` where none is known. */
  label: string;
  /** The input that it belongs to. */
  input: string;
  /** Where it stands in one row of that input. */
  offset: number;
  datatype: Datatype;
  kind: FieldKind;
}

/** One input as the form needs it. */
export interface InputShape {
  name: string;
  datatype: Datatype;
  /** The dimensions of one row; empty for an input with only a batch dimension. */
  row: number[];
  fields: Field[];
}

/** The form of a signature, or the reason why there is none. */
export type Form = { inputs: InputShape[]; fields: Field[] } | { reason: string };

/** More fields than this make a form unreadable; a searchable grid takes its place. */
export const FORM_MAX = 24;
/** More fields than this are only entered as JSON or pasted. */
const GRID_MAX = 4096;

type Described = Pick<ModelVersion, "signature" | "columns">;

/** One field per element of a row of each input. A row dimension of any size takes the sample's size. */
export function formOf(version: Described, sampleShapes: Record<string, number[]> = {}): Form {
  const specs = version.signature.inputs;
  if (specs.length === 0) return { reason: "The signature names no input." };
  const rows = specs.map((spec) => rowShape(spec, sampleShapes[spec.name]));
  const open = specs.find((_, i) => rows[i] === null);
  if (open) return { reason: `Input ${open.name} has no fixed number of columns, so it is entered as JSON.` };
  const widths = rows.map((row) => product(row ?? []));
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (total > GRID_MAX) {
    return { reason: `One row has ${total.toLocaleString("en")} values, so it is entered as JSON.` };
  }
  const names = unique(labels(specs, widths, version.columns ?? []));
  let next = 0;
  const inputs = specs.map((spec, i) => {
    const fields = Array.from({ length: widths[i] ?? 0 }, (_, offset): Field => ({
      label: names[next++] ?? spec.name,
      input: spec.name,
      offset,
      datatype: spec.datatype,
      kind: kindOf(spec.datatype),
    }));
    return { name: spec.name, datatype: spec.datatype, row: rows[i] ?? [], fields };
  });
  return { inputs, fields: inputs.flatMap((input) => input.fields) };
}

export function kindOf(datatype: Datatype): FieldKind {
  if (datatype === "BOOL") return "boolean";
  if (datatype === "BYTES") return "text";
  return isFloat(datatype) ? "number" : "integer";
}

export function isFloat(datatype: Datatype): boolean {
  return datatype === "FP16" || datatype === "BF16" || datatype === "FP32" || datatype === "FP64";
}

/** The rows and columns of a square picture, or nothing where the row is none. */
export function pictureSide(input: InputShape): number | null {
  if (input.fields.some((field) => field.label !== `${input.name}[${field.offset}]`)) return null;
  if (!isFloat(input.datatype) && kindOf(input.datatype) !== "integer") return null;
  const side = Math.sqrt(input.fields.length);
  return Number.isInteger(side) && side >= 5 && side <= 32 ? side : null;
}

const LIMITS: Partial<Record<Datatype, [number, number]>> = {
  INT8: [-128, 127],
  UINT8: [0, 255],
  INT16: [-32_768, 32_767],
  UINT16: [0, 65_535],
  INT32: [-2_147_483_648, 2_147_483_647],
  UINT32: [0, 4_294_967_295],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
  INT64: [-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
};

/** The smallest and the largest number that a field takes. */
export function limitsOf(datatype: Datatype): [number, number] {
  return LIMITS[datatype] ?? [-Infinity, Infinity];
}

/** What is wrong with a value, in words that say what is allowed; nothing when it is fine. */
export function wrong(field: Field, value: FieldValue): string | null {
  switch (field.kind) {
    case "number":
      return typeof value === "number" ? null : "Enter a number, or choose Missing";
    case "text":
      return typeof value === "string" ? null : "Enter a text";
    case "boolean":
      return typeof value === "boolean" ? null : "Choose true or false";
    case "integer": {
      if (typeof value !== "number" || !Number.isInteger(value)) return "Enter a whole number";
      const [least, most] = limitsOf(field.datatype);
      if (value >= least && value <= most) return null;
      return `${field.datatype} goes from ${least.toLocaleString("en")} to ${most.toLocaleString("en")}`;
    }
  }
}

/** What an untouched field holds where there is no sample. */
export function blank(field: Field): FieldValue {
  if (field.kind === "boolean") return false;
  return field.kind === "text" ? "" : 0;
}

function rowShape(spec: TensorSpec, sample: number[] | undefined): number[] | null {
  const dims = spec.shape.slice(1).map((dim, i) => (dim >= 0 ? dim : (sample?.[i + 1] ?? -1)));
  return dims.some((dim) => dim < 0) ? null : dims;
}

function labels(specs: TensorSpec[], widths: number[], columns: string[]): string[] {
  const total = widths.reduce((sum, width) => sum + width, 0);
  if (columns.length === total) return columns;
  return specs.flatMap((spec, i) =>
    widths[i] === 1 ? [spec.name] : Array.from({ length: widths[i] ?? 0 }, (_, k) => `${spec.name}[${k}]`),
  );
}

function unique(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

function product(dims: number[]): number {
  return dims.reduce((all, dim) => all * dim, 1);
}
