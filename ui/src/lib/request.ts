import type { Datatype } from "./ipc/bindings";

/** An input of an Open Inference Protocol V2 request; its data flat or nested, row-major. */
export interface RequestTensor {
  name: string;
  shape: number[];
  datatype: Datatype;
  data: unknown;
}

/** An Open Inference Protocol V2 request. */
export interface InferRequest {
  inputs: RequestTensor[];
}

/** Whether a value is a request, as far as this window reads one. */
export function isRequest(value: unknown): value is InferRequest {
  return isRecord(value) && Array.isArray(value.inputs) && value.inputs.every(isTensor);
}

/** The first row of each input: enough to show how a call looks. */
export function firstRow(request: InferRequest): InferRequest {
  return {
    inputs: request.inputs.map((input) => {
      const data = flatten(input.data).map((value) => shortest(value, input.datatype));
      const rows = Math.max(1, input.shape[0] ?? 1);
      return { ...input, shape: [1, ...input.shape.slice(1)], data: data.slice(0, data.length / rows) };
    }),
  };
}

/** A 32-bit float in the fewest digits that mean it: 5.8, where a 64-bit float would write 5.800000190734863. */
export function shortest(value: unknown, datatype: Datatype): unknown {
  if (datatype !== "FP32" || typeof value !== "number") return value;
  const digits = [6, 7, 8].find(
    (count) => Math.fround(Number(value.toPrecision(count))) === Math.fround(value),
  );
  return digits === undefined ? value : Number(value.toPrecision(digits));
}

/** The shape of each input, by its name. */
export function shapesOf(request: unknown): Record<string, number[]> {
  return isRequest(request) ? Object.fromEntries(request.inputs.map(({ name, shape }) => [name, shape])) : {};
}

/** A request as a person reads it: a line for each input, names and types aligned. */
export function formatRequest(request: unknown): string {
  if (!isRequest(request) || hasMore(request)) return JSON.stringify(request, null, 2);
  const parts = request.inputs.map((tensor) => [
    `"name":${JSON.stringify(tensor.name)},`,
    `"shape":${JSON.stringify(tensor.shape)},`,
    `"datatype":${JSON.stringify(tensor.datatype)},`,
    `"data":${JSON.stringify(tensor.data)}`,
  ]);
  const widths = [0, 1, 2].map((i) => Math.max(...parts.map((part) => part[i]?.length ?? 0)));
  const lines = parts.map((part) => `  {${part.map((text, i) => text.padEnd(widths[i] ?? 0)).join(" ")}}`);
  return `{"inputs":[\n${lines.join(",\n")}]}`;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The elements of nested data, row-major. */
export function flatten(data: unknown): unknown[] {
  return Array.isArray(data) ? data.flatMap(flatten) : [data];
}

function isTensor(value: unknown): boolean {
  return isRecord(value) && typeof value.name === "string" && Array.isArray(value.shape) && "data" in value;
}

/** Whether a request says more than its inputs' four fields, which the aligned form would drop. */
function hasMore(request: InferRequest): boolean {
  return Object.keys(request).length > 1 || request.inputs.some((input) => Object.keys(input).length > 4);
}
