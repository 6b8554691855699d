import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { connect } from "$lib/ipc/client";
import type { InferRequest } from "$lib/request";
import TryView from "../src/views/TryView.svelte";
import { type Answers, audit, endpoint, fakeHost, page, refusal, row, version } from "./support";

const IRIS = version({
  signature: {
    inputs: [{ name: "X", datatype: "FP32", shape: [-1, 4] }],
    outputs: [
      { name: "label", datatype: "INT64", shape: [-1] },
      { name: "probabilities", datatype: "FP32", shape: [-1, 3] },
    ],
  },
  columns: ["sepal length", "sepal width", "petal length", "petal width"],
  class_names: ["setosa", "versicolor", "virginica"],
});
const SAMPLE = { inputs: [{ name: "X", shape: [2, 4], datatype: "FP32", data: [5.8, 2.8, 5.1, 2.4, 5.1, 3.5, 1.4, 0.2] }] };

/** Answers virginica to every row, except those that begin with 13. */
function answer(input: unknown) {
  const [x] = (input as InferRequest).inputs;
  const data = (x?.data ?? []) as number[];
  if (data.some((value, i) => i % 4 === 0 && value === 13)) throw refusal("invalid_input", "input 'X' has 13 where a length belongs");
  const rows = x?.shape[0] ?? 0;
  return {
    outputs: [
      { name: "label", datatype: "INT64", shape: [rows], data: Array(rows).fill(2) },
      { name: "probabilities", datatype: "FP32", shape: [rows, 3], data: Array.from({ length: rows }, () => [0, 0.043, 0.957]).flat() },
    ],
  };
}

function open(given: Answers = {}, asked: { model: string | null; endpoint: string | null } = { model: "iris:1", endpoint: null }) {
  const host = fakeHost({
    endpoint_list: () => ({ endpoints: [endpoint()] }),
    model_list: () => page([row()]),
    version_show: () => IRIS,
    model_show: () => ({ name: "iris", description: "", tags: {}, look_alikes: [], versions: [IRIS] }),
    version_sample: () => ({ input: SAMPLE, output: null, generated: false }),
    predict: ({ input }) => answer(input),
    endpoint_score: ({ input }) => answer(input),
    ...given,
  });
  connect(host.transport);
  return { host, user: userEvent.setup(), ...render(TryView, asked) };
}

describe("trying a version", () => {
  it("has a field for each column, filled from the sample, and passes the audit", async () => {
    const { container } = open();
    expect(await screen.findByRole("spinbutton", { name: "sepal length" })).toHaveValue("5.8");
    expect(screen.getAllByRole("spinbutton").map((field) => (field as HTMLInputElement).value)).toEqual(["5.8", "2.8", "5.1", "2.4"]);
    expect(await audit(container)).toEqual([]);
  });

  it("scores what was typed, and shows the class with its probabilities", async () => {
    const { host, user } = open();
    const width = await screen.findByRole("spinbutton", { name: "petal width" });
    await user.clear(width);
    await user.type(width, "1.9");
    await user.click(screen.getByRole("button", { name: "Score" }));
    const result = screen.getByRole("region", { name: "Prediction" });
    await within(result).findByText("virginica", { selector: "b" });
    expect(within(result).getByRole("list", { name: "Probabilities" })).toHaveTextContent(/setosa.*0\.0.*versicolor.*4\.3.*virginica.*95\.7/s);
    expect(host.asked("predict")).toMatchObject([{ reference: "iris:1", input: { inputs: [{ shape: [1, 4], data: [5.8, 2.8, 5.1, 1.9] }] } }]);
    expect(await audit(result)).toEqual([]);
  });

  it("scores with Ctrl+Enter, from anywhere", async () => {
    const { host, user } = open();
    await screen.findByRole("spinbutton", { name: "petal width" });
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(host.asked("predict")).toHaveLength(1));
  });

  it("says at the field what is wrong, and sends nothing", async () => {
    const { host, user } = open();
    const width = await screen.findByRole("spinbutton", { name: "petal width" });
    await user.clear(width);
    await user.click(screen.getByRole("button", { name: "Score" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Enter a number, or choose Missing");
    expect(width).toBeInvalid();
    expect(host.asked("predict")).toEqual([]);
    await user.click(screen.getByRole("button", { name: "petal width is missing" }));
    await user.click(screen.getByRole("button", { name: "Score" }));
    await waitFor(() => expect(host.asked("predict")).toMatchObject([{ input: { inputs: [{ data: [5.8, 2.8, 5.1, "NaN"] }] } }]));
  });

  it("shows a refusal with what to do", async () => {
    const { user } = open({ predict: () => { throw refusal("invalid_input", "expected input 'X' to have 4 features", "Send four numbers."); } });
    await user.click(await screen.findByRole("button", { name: "Score" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("expected input 'X' to have 4 features");
  });

  it("keeps the same request as JSON", async () => {
    const { host, user } = open();
    await screen.findByRole("spinbutton", { name: "petal width" });
    await user.click(screen.getByRole("radio", { name: "JSON" }));
    const json = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Request as JSON" });
    expect(JSON.parse(json.value)).toEqual({ inputs: [{ ...SAMPLE.inputs[0], shape: [1, 4], data: [5.8, 2.8, 5.1, 2.4] }] });
    await user.clear(json);
    await user.type(json, "{{");
    await user.click(screen.getByRole("button", { name: "Score" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("This is not JSON");
    expect(host.asked("predict")).toEqual([]);
  });

  it("scores pasted rows in one request; a refused one keeps its place", async () => {
    const { host, user } = open();
    await screen.findByRole("spinbutton", { name: "petal width" });
    await user.paste("5.8\t2.8\t5.1\t2.4\n13\t1\t1\t1\nlong\t1\t1\t1\n5\t3\t1\t0.2");
    const table = within(await screen.findByRole("region", { name: "Rows with predictions" }));
    await screen.findByText("2 scored, 2 refused");
    expect(table.getByRole("row", { name: /1 5.8 2.8 5.1 2.4 virginica/ })).toBeVisible();
    expect(table.getByRole("row", { name: /2 13 1 1 1 input 'X' has 13/ })).toBeVisible();
    expect(table.getByRole("row", { name: /sepal length: “long” is not a number/ })).toBeVisible();
    expect(host.asked("predict")[0]).toMatchObject({ input: { inputs: [{ shape: [3, 4] }] } });
  });
});

describe("trying an endpoint", () => {
  it("scores through it, and shows the request for clients", async () => {
    const { host, user, container } = open({}, { model: null, endpoint: "iris" });
    await user.click(await screen.findByRole("button", { name: "Score" }));
    await screen.findByText("virginica", { selector: "b" });
    expect(host.asked("endpoint_score")).toMatchObject([{ name: "iris" }]);
    expect(screen.getByRole("region", { name: "cURL request" })).toHaveTextContent("curl http://127.0.0.1:8390/v2/models/iris/infer");
    await user.click(screen.getByRole("radio", { name: "Python" }));
    expect(screen.getByRole("region", { name: "Python request" })).toHaveTextContent("import requests");
    expect(await audit(container)).toEqual([]);
  });

  it("says that it is gone", async () => {
    open({}, { model: null, endpoint: "gone" });
    await screen.findByRole("heading", { name: "There is no endpoint gone" });
  });
});

it("with nothing chosen, it says what can be tried", async () => {
  const { container } = open({}, { model: null, endpoint: null });
  await screen.findByRole("heading", { name: "Choose what to try" });
  expect(await audit(container)).toEqual([]);
});
