import { expect, it } from "vitest";
import { firstRow, formatRequest, type InferRequest, isRequest, shapesOf, shortest } from "./request";

const request: InferRequest = {
  inputs: [
    { name: "city", shape: [2, 1], datatype: "BYTES", data: ["Lyon", "Nice"] },
    {
      name: "X",
      shape: [2, 2],
      datatype: "FP32",
      data: [
        [1, 2],
        [3, "NaN"],
      ],
    },
  ],
};

it("the first row is cut out of flat and nested data", () => {
  expect(firstRow(request).inputs.map(({ shape, data }) => [shape, data])).toEqual([
    [[1, 1], ["Lyon"]],
    [
      [1, 2],
      [1, 2],
    ],
  ]);
});

it("a request is written with a line for each input", () => {
  const text = formatRequest(firstRow(request));
  expect(text.split("\n")).toHaveLength(3);
  expect(text).toContain('{"name":"X",    "shape":[1,2], "datatype":"FP32",  "data":[1,2]}');
  expect(JSON.parse(text)).toEqual(firstRow(request));
});

it("anything more than inputs is written whole", () => {
  const more = { id: "1", inputs: [] };
  expect(JSON.parse(formatRequest(more))).toEqual(more);
});

it("what is no request is told apart", () => {
  expect([null, [], {}, { inputs: [{}] }, { inputs: "x" }].some(isRequest)).toBe(false);
  expect(isRequest(request)).toBe(true);
  expect(shapesOf(request)).toEqual({ city: [2, 1], X: [2, 2] });
});

it.each([
  [5.800000190734863, 5.8],
  [11957.1005859375, 11957.101],
  [1e-7, 1e-7],
  [16, 16],
])("a 32-bit float is written in the fewest digits that mean it: %d", (value, written) => {
  expect(shortest(value, "FP32")).toBe(written);
  expect(Math.fround(Number(shortest(value, "FP32")))).toBe(Math.fround(value));
  expect(shortest(value, "FP64")).toBe(value);
});
