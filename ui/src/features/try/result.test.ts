import { expect, it } from "vitest";
import type { Task, TensorSpec } from "$lib/ipc/bindings";
import { interpret } from "./result";

const version = (task: Task, outputs: TensorSpec[] = [], class_names: string[] | null = null) => ({
  task,
  signature: { inputs: [], outputs },
  class_names,
});
const label = { name: "label", datatype: "INT64", shape: [2], data: [0, 1] };
const probabilities = { name: "probabilities", datatype: "FP32", shape: [2, 2], data: [0.9, 0.1, 0.2, 0.8] };

it("an integer label is named by the version's class names", () => {
  const names = version("binary_classification", [], ["malignant", "benign"]);
  const { answers, others } = interpret({ outputs: [label, probabilities] }, names);
  expect(answers.map((answer) => answer.value)).toEqual(["malignant", "benign"]);
  expect(answers[1]?.bars).toEqual([
    { label: "malignant", value: 0.2, chosen: false },
    { label: "benign", value: 0.8, chosen: true },
  ]);
  expect(answers[0]?.shares).toBe(true);
  expect(others).toEqual([]);
});

it("the response's own classes name the bars of a string classifier", () => {
  const outputs = [
    { name: "label", datatype: "BYTES", shape: [1], data: ["yes"] },
    { ...probabilities, shape: [1, 2], data: [0.4, 0.6], parameters: { classes: ["no", "yes"] } },
  ];
  const [answer] = interpret({ outputs }, version("multiclass_classification")).answers;
  expect(answer?.value).toBe("yes");
  expect(answer?.bars.map((bar) => bar.label)).toEqual(["no", "yes"]);
});

it("a classifier without a label answers with its largest score", () => {
  const outputs = [{ name: "logits", datatype: "FP32", shape: [1, 3], data: [-4, 2.5, 1] }];
  const [answer] = interpret({ outputs }, version("multiclass_classification")).answers;
  expect(answer).toMatchObject({ output: "logits", value: "1", shares: false });
});

it("a regression answers with a number", () => {
  const outputs = [{ name: "variable", datatype: "FP32", shape: [2, 1], data: [152.13, 90] }];
  const { answers } = interpret({ outputs }, version("regression"));
  expect(answers.map((answer) => answer.value)).toEqual([152.13, 90]);
  expect(answers[0]?.bars).toEqual([]);
});

it("a second float output is shown beside the answer", () => {
  const outputs = [
    { ...label, shape: [1], data: [-1] },
    { name: "scores", datatype: "FP32", shape: [1, 1], data: [-0.03] },
  ];
  const { answers, others } = interpret({ outputs }, version("other"));
  expect(answers[0]?.value).toBe("-1");
  expect(others).toEqual([{ name: "scores", datatype: "FP32", columns: [], rows: [[-0.03]] }]);
});

it("a wide answer of an image model is a table, not classes", () => {
  const outputs = [{ name: "boxes", datatype: "FP32", shape: [1, 2, 3], data: [1, 2, 3, 4, 5, 6] }];
  expect(interpret({ outputs }, version("image")).answers[0]?.bars).toEqual([]);
});

it("several targets are a table, not an answer", () => {
  const outputs = [{ name: "variable", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] }];
  const { answers, others } = interpret({ outputs }, version("regression"));
  expect(answers[0]?.value).toBeNull();
  expect(others[0]?.rows).toEqual([[1, 2, 3]]);
});
