import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { BoxDetails, Commands, DrawnNode, OpenGraph } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import GraphView from "../src/views/GraphView.svelte";
import { type Answers, audit, fakeHost, refusal } from "./support";

function node(id: string, at: number, given: Partial<DrawnNode> = {}): DrawnNode {
  return {
    id, kind: "operator", family: "plain", look: "arithmetic", title: "Add", caption: "", name: `/add${at}`, block: null, opens: false, rows: [],
    x: 100, y: at * 90, w: 120, h: 42, ...given,
  };
}

const NODES = [
  node("i0", 0, { kind: "input", look: "value", title: "X", caption: "FP32 [rows, 4]", name: "X" }),
  node("n0", 1, { title: "Scaler", family: "ml", look: "scale", caption: "4 offsets" }),
  node("n1", 2, { title: "LinearClassifier", family: "ml", look: "linear", caption: "3 classes", opens: true }),
  node("b:layers.0", 3, { kind: "block", look: "block", title: "layers.0", caption: "15 operators" }),
  node("o9", 4, { kind: "output", look: "value", title: "label", caption: "INT64 [rows]" }),
];

function graph(nodes = NODES): OpenGraph {
  return {
    drawing: {
      width: 400, height: 450, nodes, frames: [],
      edges: nodes.slice(1).map((_, at) => ({
        from: at, to: at + 1, value: `t${at}`, detail: "FP32 [rows, 4]", path: "M160 42L160 90", bounds: [160, at * 90 + 42, 160, at * 90 + 90],
        label: { text: `? × ${at + 4}`, x: 160, y: at * 90 + 66, w: 40 },
      })),
    },
    blocks: [{ id: "b:layers.0", title: "layers.0", nodes: 15, expanded: false }],
    operators: [{ op: "Add", count: 12 }, { op: "Scaler", count: 1 }, { op: "LinearClassifier", count: 1 }],
    nodes: 17, totals: { parameters: 2048, flops: 4096, unknown_flops: 0 }, titles: [],
  };
}

const LINEAR: BoxDetails = {
  kind: "operator", id: 1, op: "LinearClassifier", domain: "ai.onnx.ml", opset: 1, family: "ml", name: "classifier", doc: "", block: null,
  attributes: [{ name: "post_transform", value: "SOFTMAX", values: null }, { name: "coefficients", value: "0.1, … 12 in all", values: 12 }],
  inputs: [{ role: "1", name: "scaled", kind: "FP32 [rows, 4]", weight: null, brief: null }],
  outputs: [{ role: "0", name: "label", kind: "INT64 [rows]", weight: null, brief: null }],
  cost: { parameters: 15, flops: 27 }, bodies: ["then_branch"],
};

const WEIGHTS: Commands["graph_weights"]["out"] = {
  name: "coefficients", datatype: "FP32", shape: [12], elements: 12, bytes: 48, file: null,
  numbers: { min: -1, max: 2, mean: 0.25, deviation: 0.5, zeros: 1, not_finite: 2, histogram: [3, 6, 1] }, first: ["-1", "0", "2"],
};

function open(given: Answers = {}) {
  const host = fakeHost({
    graph_open: () => graph(),
    graph_node: () => LINEAR,
    graph_search: ({ text }) => ({ hits: [{ node: "n0", block: null, title: "Scaler", text }, { node: "n1", block: null, title: "LinearClassifier", text }], total: 2 }),
    graph_weights: () => WEIGHTS,
    ...given,
  });
  connect(host.transport);
  return { host, user: userEvent.setup(), ...render(GraphView, { name: "iris", version: 2 }) };
}

const canvas = () => screen.findByRole("application", { name: "Graph of iris v2, 17 operators" });
const said = () => screen.getAllByRole("status").map((each) => each.textContent).join(" ");
/** jsdom measures nothing, so the drawing gets its size here. */
beforeEach(() => {
  localStorage.clear();
  for (const side of ["clientWidth", "clientHeight"]) {
    Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => 800 });
  }
});

describe("a graph", () => {
  it("says what it holds, draws its boxes, and passes the audit", async () => {
    const { container } = open();
    await canvas();
    expect(screen.getByRole("heading", { level: 1, name: "iris" })).toBeVisible();
    expect(container).toHaveTextContent("17 operators");
    expect(container).toHaveTextContent("2,048 parameters");
    await waitFor(() => expect(container.querySelectorAll("[data-box]")).toHaveLength(NODES.length));
    expect(container).toHaveTextContent("? × 4");
    expect(await audit(container)).toEqual([]);
  });

  it("draws only what is in sight", async () => {
    const many = Array.from({ length: 2000 }, (_, at) => node(`n${at}`, at));
    const { container } = open({ graph_open: () => ({ ...graph(many), drawing: { ...graph(many).drawing, height: 180_000 } }) });
    await canvas();
    await waitFor(() => expect(container.querySelectorAll("[data-box]").length).toBeGreaterThan(5));
    expect(container.querySelectorAll("[data-box]").length).toBeLessThan(60);
  });

  it("is walked with arrow keys, opened with Enter, and left with Escape", async () => {
    const { host, user } = open();
    (await canvas()).focus();
    await user.keyboard("{Enter}{ArrowDown}{ArrowDown}");
    expect(said()).toContain("LinearClassifier, 3 classes. 1 in, 1 out.");
    await user.keyboard("{Enter}");
    const panel = await screen.findByRole("complementary", { name: "About LinearClassifier" });
    expect(host.asked("graph_node").at(-1)).toEqual({ reference: "iris:2", path: [], id: "n1" });
    await within(panel).findByText("ai.onnx.ml 1");
    expect(panel).toHaveTextContent("27 a row");
    (await canvas()).focus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("complementary")).toBeNull();
    await user.keyboard("{Escape}");
    expect(said()).not.toContain("LinearClassifier");
  });

  it("keeps Netron's keys for itself while it has the focus", async () => {
    const { host, user } = open();
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    window.addEventListener("keydown", listen);
    (await canvas()).focus();
    await user.keyboard("{Control>}d{/Control}{Control>}i{/Control}{Control>}u{/Control}{Control>}k{/Control}");
    window.removeEventListener("keydown", listen);
    await waitFor(() =>
      expect(host.asked("graph_open").at(-1)?.part).toMatchObject({ attributes: true, weights: true, names: true, horizontal: true }),
    );
    expect(heard.filter((key) => key !== "Control")).toEqual([]);
    await user.keyboard("{Control>}f{/Control}");
    expect(screen.getByRole("textbox", { name: "Find a node or tensor" })).toHaveFocus();
  });

  it("finds nodes and tensors, and steps with Enter and Shift Enter", async () => {
    const { host, user } = open();
    (await canvas()).focus();
    await user.keyboard("/lin");
    const search = screen.getByRole("search");
    await within(search).findByText("2");
    expect(host.asked("graph_search").at(-1)).toEqual({ reference: "iris:2", path: [], text: "lin" });
    await user.keyboard("{Enter}");
    expect(search).toHaveTextContent("1 of 2");
    expect(said()).toContain("Scaler");
    await user.keyboard("{Shift>}{Enter}{/Shift}");
    expect(search).toHaveTextContent("2 of 2");
    expect(said()).toContain("LinearClassifier");
  });

  it("brings what was found out of a block that hides it", async () => {
    const hidden = { node: "n7", block: "b:layers.0", title: "Gemm", text: "" };
    const { host, user } = open({ graph_search: () => ({ hits: [hidden], total: 1 }) });
    (await canvas()).focus();
    await user.keyboard("/gemm");
    await within(screen.getByRole("search")).findByText("1");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(host.asked("graph_open").at(-1)?.part?.expanded).toEqual(["b:layers.0"]));
  });

  it("shows the values of a list that is kept in the file", async () => {
    const { host, user } = open();
    (await canvas()).focus();
    await user.keyboard("{Enter}{ArrowDown}{ArrowDown}{Enter}");
    await user.click(await screen.findByRole("button", { name: "Look at the values of coefficients" }));
    const panel = screen.getByRole("complementary");
    await within(panel).findByText("−1 to 2");
    expect(panel).toHaveTextContent("2, NaN or infinite");
    expect(host.asked("graph_weights")).toEqual([{ reference: "iris:2", path: [], name: "coefficients", node: 1 }]);
  });

  it("goes into a graph inside an operator, and back", async () => {
    const { host, user } = open({ graph_open: ({ path }) => ({ ...graph(), titles: path?.length ? ["If then_branch"] : [] }) });
    (await canvas()).focus();
    await user.keyboard("{Enter}{ArrowDown}{ArrowDown}{Enter}");
    await user.click(await screen.findByRole("button", { name: "Open then branch" }));
    const way = await screen.findByRole("navigation", { name: "Graphs on the way" });
    expect(host.asked("graph_open").at(-1)?.path).toEqual([{ node: 1, body: "then_branch" }]);
    expect(way).toHaveTextContent("If then_branch");
    await user.click(within(way).getByRole("button", { name: "Model" }));
    await waitFor(() => expect(host.asked("graph_open").at(-1)?.path).toEqual([]));
  });

  it("opens a block, and marks the boxes of an operator", async () => {
    const { host, user, container } = open({ graph_node: () => ({ kind: "block", title: "layers.0", nodes: 15, operators: [{ op: "Add", count: 15 }], parameters: 0, flops: null }) });
    (await canvas()).focus();
    await user.keyboard("{Enter}{ArrowDown}{ArrowDown}{ArrowDown}{Enter}");
    await user.click(await screen.findByRole("button", { name: "Show all it holds" }));
    await waitFor(() => expect(host.asked("graph_open").at(-1)?.part?.expanded).toEqual(["b:layers.0"]));
    await user.click(screen.getByRole("button", { name: "Scaler 1" }));
    expect(container.querySelector("[data-box=n0]")).toHaveClass("marked");
  });

  it("is a table for whoever would rather read", async () => {
    const { user, container } = open();
    await canvas();
    await user.click(screen.getByRole("button", { name: "Show as table" }));
    const table = screen.getByRole("grid", { name: "Nodes" });
    expect(within(table).getByRole("row", { name: /^LinearClassifier 3 classes .*Scaler/ })).toBeVisible();
    expect(await audit(container)).toEqual([]);
  });

  it("is exported as a picture", async () => {
    const { host, user } = open({ graph_export: () => ({ name: "iris-v2-graph.svg", bytes: 3, path: null, content: btoa("svg") }) });
    URL.createObjectURL = () => "blob:1";
    URL.revokeObjectURL = () => undefined;
    await canvas();
    await user.click(screen.getByRole("button", { name: "Export SVG" }));
    await waitFor(() => expect(host.asked("graph_export")[0]).toMatchObject({ reference: "iris:2", format: "svg" }));
  });

  it("says why there is none", async () => {
    open({ graph_open: () => { throw refusal("unsupported", "iris:2 has no graph: the file is not an ONNX model (a pickle)"); } });
    await screen.findByRole("heading", { name: "iris v2 has no graph to show" });
    expect(screen.getByText("The file is not an ONNX model (a pickle).")).toBeVisible();
    expect(screen.getByRole("link", { name: "See iris v2" })).toHaveAttribute("href", "#/models/iris/2");
  });
});
