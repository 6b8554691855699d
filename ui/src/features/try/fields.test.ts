import { describe, expect, it } from "vitest";
import type { Datatype } from "$lib/ipc/bindings";
import { formOf, pictureSide, wrong, type Form } from "./fields";

const input = (name: string, datatype: Datatype, shape: number[]) => ({ name, datatype, shape });
const version = (inputs: ReturnType<typeof input>[], columns: string[] | null = null) => ({
  signature: { inputs, outputs: [] },
  columns,
});
const labels = (form: Form) => ("fields" in form ? form.fields.map((field) => field.label) : form.reason);

describe("the form of a signature", () => {
  it.each([
    ["a matrix", version([input("X", "FP32", [-1, 4])]), ["X[0]", "X[1]", "X[2]", "X[3]"]],
    [
      "a matrix with named columns",
      version([input("X", "FP32", [-1, 2])], ["length", "width"]),
      ["length", "width"],
    ],
    [
      "a comma list",
      version([input("X", "FP32", [-1, 2])], ["length", "width"]),
      ["length", "width"],
    ],
    [
      "a column an input",
      version([input("city", "BYTES", [-1, 1]), input("age", "INT64", [-1])]),
      ["city", "age"],
    ],
    ["names that do not fit", version([input("X", "FP32", [-1, 2])], ["only"]), ["X[0]", "X[1]"]],
    ["the same name twice", version([input("X", "FP32", [-1, 2])], ["a", "a"]), ["a", "a (2)"]],
  ])("labels %s", (_, described, expected) => {
    expect(labels(formOf(described))).toEqual(expected);
  });

  it("has none where a row has no fixed width", () => {
    expect(labels(formOf(version([input("ids", "INT64", [-1, -1])])))).toContain("ids has no fixed number");
  });

  it("takes an open width from the sample", () => {
    const form = formOf(version([input("ids", "INT64", [-1, -1])]), { ids: [16, 2] });
    expect(labels(form)).toEqual(["ids[0]", "ids[1]"]);
  });

  it("sees a picture in 64 unnamed numbers", () => {
    const form = formOf(version([input("X", "FP32", [-1, 64])]));
    const first = "inputs" in form ? form.inputs[0] : undefined;
    expect(first && pictureSide(first)).toBe(8);
  });
});

describe("a value", () => {
  const field = (datatype: Datatype, kind: "integer" | "number") => ({
    label: "age",
    input: "age",
    offset: 0,
    datatype,
    kind,
  });

  it("may be missing where the type has NaN", () => {
    expect(wrong(field("FP32", "number"), NaN)).toBeNull();
    expect(wrong(field("INT64", "integer"), NaN)).toBe("Enter a whole number");
  });

  it("stays within its type", () => {
    expect(wrong(field("UINT8", "integer"), 256)).toBe("UINT8 goes from 0 to 255");
    expect(wrong(field("INT64", "integer"), 1.5)).toBe("Enter a whole number");
  });
});
