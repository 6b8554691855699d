import type { Datatype } from "$lib/ipc/bindings";
import { flatten, type InferRequest, isRequest, shortest } from "$lib/request";
import type { FieldValue, InputShape } from "./fields";
import { isFloat } from "./fields";

/** How a missing number travels: JSON has no NaN of its own. */
const MISSING = "NaN";

/** The request that scores `rows`, each row holding the values of all fields in the form's order. */
export function toRequest(inputs: InputShape[], rows: FieldValue[][]): InferRequest {
  let start = 0;
  return {
    inputs: inputs.map((input) => {
      const from = start;
      start += input.fields.length;
      const data = rows.flatMap((row) => row.slice(from, from + input.fields.length).map(wire));
      return { name: input.name, shape: [rows.length, ...input.row], datatype: input.datatype, data };
    }),
  };
}

/** The rows of a request, in the form's order, or the reason why the form cannot show them. */
export function fromRequest(inputs: InputShape[], request: unknown): FieldValue[][] | string {
  if (!isRequest(request))
    return 'A request needs "inputs": a list of tensors with name, shape, datatype and data.';
  const columns: FieldValue[][][] = [];
  for (const input of inputs) {
    const tensor = request.inputs.find((candidate) => candidate.name === input.name);
    if (!tensor) return `Input ${input.name} is missing.`;
    const flat = flatten(tensor.data);
    const width = input.fields.length;
    if (flat.length === 0 || flat.length % width !== 0) {
      return `Input ${input.name} has ${flat.length} values; a row takes ${width}.`;
    }
    const values = flat.map((value) => entered(shortest(value, input.datatype), input.datatype));
    columns.push(chunks(values, width));
  }
  const counts = columns.map((rows) => rows.length);
  const count = counts[0] ?? 0;
  if (counts.some((other) => other !== count)) return "The inputs differ in their number of rows.";
  return Array.from({ length: count }, (_, r) => columns.flatMap((rows) => rows[r] ?? []));
}

function chunks<T>(values: T[], width: number): T[][] {
  return Array.from({ length: values.length / width }, (_, i) => values.slice(i * width, (i + 1) * width));
}

function wire(value: FieldValue): number | string | boolean {
  return value === null || Number.isNaN(value) ? MISSING : value;
}

function entered(value: unknown, datatype: Datatype): FieldValue {
  if (isFloat(datatype)) return typeof value === "number" ? value : NaN;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  return null;
}
