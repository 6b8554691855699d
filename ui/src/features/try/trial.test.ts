import { expect, it, vi } from "vitest";
import type { ModelVersion } from "$lib/ipc/bindings";
import { CallError } from "$lib/ipc/error";
import { Trial } from "./trial.svelte";

const version = {
  name: "iris",
  version: 1,
  task: "multiclass_classification",
  signature: {
    inputs: [
      { name: "age", datatype: "INT64", shape: [-1, 1] },
      { name: "income", datatype: "FP32", shape: [-1, 1] },
    ],
    outputs: [],
  },
  columns: null,
  class_names: null,
} as unknown as ModelVersion;
const sample = {
  inputs: [
    { name: "age", shape: [2, 1], datatype: "INT64", data: [41, 62] },
    { name: "income", shape: [2, 1], datatype: "FP32", data: [28600, "NaN"] },
  ],
};
const answered = { outputs: [{ name: "label", datatype: "BYTES", shape: [1], data: ["no"] }] };
const trial = (score = vi.fn(async (_: unknown): Promise<unknown> => answered)) => ({
  made: new Trial({ version, endpoint: null }, sample, score),
  score,
});

it("begins with the sample's first row, goes to the next, and back", () => {
  const { made } = trial();
  expect(made.values).toEqual([41, 28600]);
  made.nextSample();
  expect(made.values).toEqual([62, NaN]);
  made.reset();
  expect(made.values).toEqual([41, 28600]);
});

it("sends what is on the form and reads the answer", async () => {
  const { made, score } = trial();
  made.values[0] = 50;
  await made.score();
  expect(score.mock.calls[0]?.[0]).toMatchObject({ inputs: [{ data: [50] }, { data: [28600] }] });
  expect(made.scored?.result.answers[0]?.value).toBe("no");
  expect(made.outdated).toBe(false);
  made.values[0] = 51;
  expect(made.outdated).toBe(true);
});

it("sends nothing while a field is wrong, and says which", async () => {
  const { made, score } = trial();
  made.values[0] = null;
  await made.score();
  expect(score).not.toHaveBeenCalled();
  expect(made.problems).toEqual(["Enter a whole number", null]);
});

it("a refusal is shown at the field that it names", async () => {
  const { made } = trial(
    vi.fn(async () => {
      throw new CallError({ code: "invalid_input", message: "input 'income' is too high", hint: null });
    }),
  );
  await made.score();
  expect(made.blamed?.label).toBe("income");
});

it("the same request goes to JSON and back", () => {
  const { made } = trial();
  expect(made.enter("json")).toBeNull();
  made.text = made.text.replace("41", "7");
  expect(made.enter("form")).toBeNull();
  expect(made.values).toEqual([7, 28600]);
  made.enter("json");
  made.text = "{";
  expect(made.enter("form")).toContain("not JSON");
  expect(made.mode).toBe("json");
});
