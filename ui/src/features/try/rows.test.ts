import { expect, it } from "vitest";
import { formOf } from "./fields";
import { fromRequest, toRequest } from "./rows";

const form = formOf({
  signature: {
    inputs: [
      { name: "city", datatype: "BYTES", shape: [-1, 1] },
      { name: "X", datatype: "FP32", shape: [-1, 2] },
      { name: "flag", datatype: "BOOL", shape: [-1] },
    ],
    outputs: [],
  },
  columns: null,
});
const inputs = "inputs" in form ? form.inputs : [];

it("a request holds the rows row-major, with the row's dimensions", () => {
  expect(
    toRequest(inputs, [
      ["Lyon", 1, 2, true],
      ["Nice", 3, NaN, false],
    ]),
  ).toEqual({
    inputs: [
      { name: "city", shape: [2, 1], datatype: "BYTES", data: ["Lyon", "Nice"] },
      { name: "X", shape: [2, 2], datatype: "FP32", data: [1, 2, 3, "NaN"] },
      { name: "flag", shape: [2], datatype: "BOOL", data: [true, false] },
    ],
  });
});

it("a request is read back into the same rows, nested or flat", () => {
  const rows = [
    ["Lyon", 1, NaN, true],
    ["Nice", 3, 4, false],
  ];
  expect(fromRequest(inputs, toRequest(inputs, rows))).toEqual(rows);
  const nested = toRequest(inputs, rows).inputs.map((tensor) =>
    tensor.name === "X"
      ? {
          ...tensor,
          data: [
            [1, "NaN"],
            [3, 4],
          ],
        }
      : tensor,
  );
  expect(fromRequest(inputs, { inputs: nested })).toEqual(rows);
});

it.each([
  [{}, 'A request needs "inputs"'],
  [{ inputs: [{ name: "city", shape: [1, 1], datatype: "BYTES", data: ["a"] }] }, "Input X is missing"],
  [
    {
      inputs: [
        { name: "city", shape: [1, 1], datatype: "BYTES", data: ["a"] },
        { name: "X", shape: [1, 3], datatype: "FP32", data: [1, 2, 3] },
      ],
    },
    "Input X has 3 values; a row takes 2",
  ],
])("a request that the form cannot show says why: %j", (request, reason) => {
  expect(fromRequest(inputs, request)).toContain(reason);
});
