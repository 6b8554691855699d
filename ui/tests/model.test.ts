import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { EngineChoice, EngineTrial, Endpoint, Model, ModelVersion } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import { toasts } from "$lib/ui/toasts.svelte";
import ModelView from "../src/views/ModelView.svelte";
import { type Answers, audit, endpoint, fakeHost, refusal, version } from "./support";

const SIGNATURE = {
  inputs: [{ name: "X", datatype: "FP32", shape: [-1, 4] }],
  outputs: [{ name: "label", datatype: "INT64", shape: [-1] }],
} as const;
const VERSIONS = [
  version({ version: 2, metrics: { accuracy: 0.97 }, files: [{ path: "iris.onnx", size_bytes: 2800, digest: "a".repeat(64) }] }),
  version({ version: 1, metrics: { accuracy: 0.95 } }),
].map((each) => ({ ...each, signature: structuredClone(SIGNATURE) as unknown as typeof each.signature }));
const MODEL: Model = { name: "iris", description: "Three kinds of iris", tags: { task: "flowers" }, look_alikes: [], versions: VERSIONS };

function open(given: Answers = {}, endpoints: Endpoint[] = [], shown: { version: number | null } = { version: null }) {
  const host = fakeHost({ activity_list: () => ({ entries: [], next: null, total: 0 }), model_show: () => MODEL, endpoint_list: () => ({ endpoints }), ...given });
  connect(host.transport);
  return { host, user: userEvent.setup(), ...render(ModelView, { name: "iris", ...shown }) };
}

describe("a model", () => {
  it("shows its versions, signature, metrics and facts, and passes the audit", async () => {
    const { container } = open();
    await screen.findByRole("heading", { level: 1, name: "iris" });
    const shelf = screen.getByRole("region", { name: "Versions" });
    expect(within(shelf).getAllByRole("link").map((link) => link.getAttribute("href"))).toEqual(["#/models/iris/1", "#/models/iris/2"]);
    expect(within(shelf).getByRole("link", { current: true })).toHaveTextContent("v2");
    expect(within(screen.getByRole("region", { name: "Signature" })).getByRole("row", { name: /in X FP32 rows × 4/ })).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Metrics" })).getByRole("row", { name: /accuracy 0.950 0.970 \+0.020/ })).toBeVisible();
    expect(screen.getByRole("complementary", { name: "About v2" })).toHaveTextContent("iris.onnx");
    expect(await audit(container)).toEqual([]);
  });

  it("says that it does not exist, and where to go", async () => {
    open({ model_show: () => { throw refusal("not_found", "There is no model 'iris'"); } });
    await screen.findByRole("heading", { name: "There is no model iris" });
    expect(screen.getByRole("link", { name: "See all models" })).toHaveAttribute("href", "#/models");
  });

  it.each([
    ["onnx", false, true],
    ["mlflow", true, true],
    ["triton", true, true],
    ["mlflow", false, false],
  ] as const)("of kind %s, deployable: %s, offers its graph and engines: %s", async (kind, deployable, offers) => {
    open({ model_show: () => ({ ...MODEL, versions: [version({ kind, deployable })] }) });
    await screen.findByRole("heading", { level: 1, name: "iris" });
    expect(screen.queryAllByRole("link", { name: "Graph" })).toHaveLength(offers ? 1 : 0);
    expect(screen.queryAllByRole("region", { name: "Engine" })).toHaveLength(offers ? 1 : 0);
  });

  it("is described and tagged in place", async () => {
    const { host, user } = open({ model_describe: () => null, model_tag: () => ({}) });
    await user.click(await screen.findByRole("button", { name: "Edit description" }));
    const field = screen.getByRole("textbox", { name: "Description" });
    await user.clear(field);
    await user.type(field, "Irises{Enter}");
    expect(host.asked("model_describe")).toEqual([{ reference: "iris", description: "Irises" }]);
    await user.click(screen.getByRole("button", { name: "Remove tag task=flowers" }));
    expect(host.asked("model_tag")).toEqual([{ reference: "iris", remove: ["task"] }]);
  });

  it("tags the version apart from the model", async () => {
    const { host, user } = open({ model_tag: () => ({}) });
    const tags = await screen.findByRole("region", { name: "Version tags" });
    await user.click(within(tags).getByRole("button", { name: "Add tag" }));
    await user.type(within(tags).getByRole("textbox", { name: "Add tag" }), "stage=try{Enter}");
    expect(host.asked("model_tag")).toEqual([{ reference: "iris:2", set: { stage: "try" } }]);
  });
});

const MEASURED: EngineChoice = {
  chosen: "tract", pinned: null, disagreement: null,
  trials: [
    { engine: "tract", version: "0.23.9", reason: null, load_ms: 1.25, timings: [{ rows: 1, call_us: 4 }, { rows: 256, call_us: 210 }] },
    { engine: "onnxruntime", version: "1.31.1", reason: null, load_ms: 3, timings: [{ rows: 1, call_us: 7.6 }, { rows: 256, call_us: 190 }] },
  ],
};

function measured(engines: EngineChoice | null, given: Partial<ModelVersion> = {}): Answers {
  const engine_summary = engines && "tract, 1.9 times faster than ONNX Runtime at 1 row";
  return { model_show: () => ({ ...MODEL, versions: [version({ ...VERSIONS[0], engines, engine_summary, ...given })] }) };
}

describe("the engine", () => {
  it("says which one scores, why, and how each did, and passes the audit", async () => {
    const { container } = open(measured(MEASURED));
    const section = await screen.findByRole("region", { name: "Engine" });
    expect(section).toHaveTextContent("tract, 1.9 times faster than ONNX Runtime at 1 row.");
    expect(within(section).getByRole("row", { name: /scores this version tract 0.23.9 1.3 4.0 210.0/ })).toBeVisible();
    expect(within(section).getByRole("row", { name: /ONNX Runtime 1.31.1 3.0 7.6 190.0/ })).toBeVisible();
    expect(within(section).getByRole("radio", { name: "Automatic" })).toBeChecked();
    expect(await audit(container)).toEqual([]);
  });

  it("is pinned by one press, and left to measurement by another", async () => {
    const { host, user } = open({ ...measured(MEASURED), model_correct: () => version() });
    await user.click(await screen.findByRole("radio", { name: "ONNX Runtime" }));
    await user.click(screen.getByRole("radio", { name: "Automatic" }));
    expect(host.asked("model_correct")).toEqual([
      { reference: "iris:2", engine: "onnxruntime" },
      { reference: "iris:2", engine: null },
    ]);
  });

  it("that cannot score says why, and cannot be pinned", async () => {
    const [tract, onnx] = MEASURED.trials;
    const lacking = { ...onnx, reason: "it was not found", load_ms: null, timings: [] } as EngineTrial;
    open(measured({ ...MEASURED, trials: [tract as EngineTrial, lacking] }));
    const section = await screen.findByRole("region", { name: "Engine" });
    expect(within(section).getByRole("row", { name: /ONNX Runtime 1.31.1 it was not found/ })).toBeVisible();
    expect(within(section).getByRole("radio", { name: "ONNX Runtime" })).toBeDisabled();
  });

  it("stays as it was when the choice is refused, and says why", async () => {
    const { user } = open({ ...measured(MEASURED), model_correct: () => { throw refusal("unsupported", "ONNX Runtime cannot score iris:2: it ran out of memory"); } });
    await user.click(await screen.findByRole("radio", { name: "ONNX Runtime" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("it ran out of memory");
    expect(screen.getByRole("radio", { name: "Automatic" })).toBeChecked();
  });

  it("warns where the engines answer differently", async () => {
    const disagreement = { output: "probabilities", differing: 3, elements: 48, largest: 0.25, example: ["0.5", "0.75"] as [string, string] };
    open(measured({ ...MEASURED, disagreement }));
    const section = await screen.findByRole("region", { name: "Engine" });
    expect(section).toHaveTextContent("3 of 48 values of probabilities differ, by up to 0.25");
    expect(section).toHaveTextContent("tract says 0.5, ONNX Runtime 0.75");
  });

  it("is measured for a version that never was", async () => {
    const { host, user } = open({ ...measured(null), model_assess: () => version() });
    await user.click(await screen.findByRole("button", { name: "Measure" }));
    expect(host.asked("model_assess")).toEqual([{ reference: "iris:2" }]);
  });
});

describe("a correction", () => {
  it("says what the file says wrongly; what is left empty believes the file", async () => {
    const correction = { task: null, class_names: null, columns: ["a", "b", "c", "d"] };
    const { host, user } = open({ ...measured(null, { correction, columns: correction.columns }), model_correct: () => version() });
    await user.click(await screen.findByRole("button", { name: "Correct" }));
    const columns = screen.getByLabelText("Column names");
    expect(columns).toHaveValue("a, b, c, d");
    await user.clear(columns);
    await user.type(screen.getByLabelText("Class names"), "no, yes");
    await user.click(screen.getByText("Keep"));
    expect(host.asked("model_correct")).toEqual([{ reference: "iris:2", task: null, class_names: ["no", "yes"], columns: null }]);
    await waitFor(() => expect(screen.queryByLabelText("Class names")).not.toBeInTheDocument());
  });

  it("that is refused stays in the form and says why", async () => {
    const { user } = open({ model_correct: () => { throw refusal("invalid_input", "expected 3 class names, got 1"); } });
    await user.click(await screen.findByRole("button", { name: "Correct" }));
    await user.type(screen.getByLabelText("Class names"), "no");
    await user.click(screen.getByText("Keep"));
    expect(await screen.findByText("expected 3 class names, got 1.")).toBeInTheDocument();
    expect(screen.getByLabelText("Class names")).toHaveValue("no");
  });

  it("explains what the signature does not show", async () => {
    open(measured(null, { remarks: ["The output 'z' is a sequence of tensors."] }));
    expect(await screen.findByText("The output 'z' is a sequence of tensors.")).toBeVisible();
  });
});

/** Floating parts are placed by layout, which jsdom has not: they count as hidden, so they are found by text and label. */
describe("deploying", () => {
  it("takes one press, and shows the state in place until it is Healthy", async () => {
    let listed: Endpoint[] = [];
    const served = endpoint({ deployments: [{ model: "iris", version: 2, traffic: 100, replicas: 1, state: "Transitioning" }] });
    let done: (value: Endpoint) => void = () => undefined;
    const { host, user } = open({
      endpoint_list: () => ({ endpoints: listed }),
      endpoint_deploy: () => new Promise<Endpoint>((resolve) => (done = resolve)),
    });
    await user.click(await screen.findByRole("button", { name: "Deploy v2" }));
    expect(host.asked("endpoint_deploy")).toMatchObject([{ reference: "iris:2" }]);
    listed = [{ ...served, state: "Transitioning", check_ms: null }];
    host.push({ type: "changed", topics: ["endpoints"] });
    expect(await screen.findByRole("status", { name: "Deployment" })).toHaveTextContent("Transitioning");
    listed = [served];
    done(served);
    await waitFor(() => expect(screen.getByRole("status", { name: "Deployment" })).toHaveTextContent("Healthy"));
    expect(screen.getByRole("link", { name: "Open endpoint" })).toHaveAttribute("href", "#/endpoints/iris");
  });

  it("moves the model's endpoint when it serves another version", async () => {
    const { host, user } = open({ endpoint_update: () => endpoint() }, [endpoint()]);
    await user.click(await screen.findByRole("button", { name: "Update endpoint iris to v2" }));
    expect(host.asked("endpoint_update")).toEqual([{ name: "iris", reference: "iris:2" }]);
  });

  it("takes settings, and refuses an illegal name in place", async () => {
    const { host, user } = open({ endpoint_deploy: () => endpoint() });
    await user.click(await screen.findByRole("button", { name: "Deploy with settings" }));
    const name = await screen.findByLabelText("Endpoint name");
    await user.clear(name);
    await user.type(name, "No");
    expect(await screen.findByText("3 to 32 characters")).toBeInTheDocument();
    await user.clear(name);
    await user.type(name, "flowers");
    await user.click(screen.getByText("Ask for a key"));
    await user.click(screen.getByText("Deploy as flowers"));
    expect(host.asked("endpoint_deploy")).toMatchObject([{ endpoint: "flowers", config: { auth: false, queue: 10 } }]);
  });

  it("says why it failed and what to do", async () => {
    const { user } = open({ endpoint_deploy: () => { throw refusal("conflict", "Endpoint 'iris' exists already", "Choose another name."); } });
    await user.click(await screen.findByRole("button", { name: "Deploy v2" }));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("Endpoint 'iris' exists already");
    expect(alert).toHaveTextContent("Choose another name.");
  });

  it("is not offered where it cannot be, with the reason", async () => {
    const pickle = version({ name: "iris", deployable: false, undeployable_reason: "A pickle needs Python; convert it to ONNX." });
    open({ model_show: () => ({ ...MODEL, versions: [pickle] }) });
    expect(await screen.findByRole("button", { name: "Deploy v1" })).toBeDisabled();
    expect(screen.getByText("A pickle needs Python; convert it to ONNX.")).toBeVisible();
  });
});

describe("a file kept in place", () => {
  it.each([
    ["changed", /has changed since it was registered/, /register it as the next version/],
    ["missing", /is missing/, /Bring it or its drive back/],
  ] as const)("that is %s is said with what to do", async (state, title, todo) => {
    const kept = version({ name: "iris", kept_in_place: { path: "/data/iris.onnx", state } });
    open({ model_show: () => ({ ...MODEL, versions: [kept] }) });
    const alert = (await screen.findByText(title)).closest('[role="alert"]');
    expect(alert).toHaveTextContent(todo);
    expect(alert).toHaveTextContent("/data/iris.onnx");
  });
});

describe("deleting", () => {
  it("goes into the trash at once and comes back with Undo", async () => {
    const { user, host } = open({
      model_delete: () => ({ models: 0, versions: 1, size_bytes: 2800, freed_bytes: 0, undo: 4, refused: [] }),
      model_restore: () => ({ versions: 1, size_bytes: 2800 }),
    });
    await user.click(await screen.findByRole("button", { name: "More about iris" }));
    await user.click(await screen.findByText(/^Delete v\d$/));
    await waitFor(() => expect(host.asked("model_delete")).toEqual([{ targets: { references: [expect.stringMatching(/^iris:\d$/)] } }]));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    expect(toasts.at(-1)?.title).toMatch(/^iris v\d moved to the trash\.$/);
    toasts.at(-1)?.action?.run();
    await waitFor(() => expect(host.asked("model_restore")).toEqual([{ undo: 4 }]));
  });

  it("for good names the version, and is refused in place while it is deployed", async () => {
    const used = VERSIONS.map((each) => ({ ...each, deployed_by: each.version === 2 ? ["flowers"] : [] }));
    const { user, host } = open({
      model_show: () => ({ ...MODEL, versions: used }),
      model_delete: () => { throw refusal("in_use", "iris:2 is served by endpoint 'flowers'"); },
    });
    await user.click(await screen.findByRole("button", { name: "More about iris" }));
    await user.click(await screen.findByText("Delete v2 for good…"));
    const dialog = await screen.findByRole("dialog", { name: "Delete iris v2 for good" });
    await user.click(within(dialog).getByRole("button", { name: "Delete v2 for good" }));
    expect(host.asked("model_delete")).toEqual([{ targets: { references: ["iris:2"] }, purge: true }]);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("served by endpoint 'flowers'");
    expect(within(dialog).getByRole("link", { name: "Open endpoint flowers" })).toHaveAttribute("href", "#/endpoints/flowers");
  });
});

const KEPT = version({
  ...VERSIONS[0],
  aliases: ["champion"],
  properties: { seed: "7" },
  parent: "iris:1",
  resources: { cpu: 0.5, memory_bytes: 512_000_000 },
  datasets: [{ role: "training", name: "train.csv", size_bytes: 1200, digest: "b".repeat(64) }],
});
const keeping = (given: Answers = {}): Answers => ({ model_show: () => ({ ...MODEL, versions: [KEPT, version()] }), ...given });

describe("what a version keeps", () => {
  it("is told beside it, with where it came from", async () => {
    const { container } = open(keeping());
    const facts = await screen.findByRole("complementary", { name: "About v2" });
    expect(within(facts).getByRole("link", { name: "iris v1" })).toHaveAttribute("href", "#/models/iris/1");
    expect(facts).toHaveTextContent("0.5 CPU, 512.0 MB");
    expect(within(facts).getByRole("region", { name: "Properties" })).toHaveTextContent("seed 7");
    const lineage = screen.getByRole("region", { name: "Lineage" });
    expect(lineage).toHaveTextContent(/train.csv.*training.*iris v1.*parent.*iris v2/);
    expect(await audit(container)).toEqual([]);
  });

  it("an alias is put on it and taken back", async () => {
    const undo = { first: 7, last: 8 };
    const { host, user } = open(
      keeping({ models_alias: () => ({ targets: 1, changed: 1, undo }), activity_undo: () => ({ restored: 1, skipped: 0, undo: null }) }),
    );
    await user.click(await screen.findByRole("button", { name: "Add alias" }));
    await user.type(screen.getByRole("textbox", { name: "Alias" }), "live{Enter}");
    await user.click(screen.getByRole("button", { name: "Remove alias champion" }));
    const targets = { references: ["iris:2"], rows: "versions" };
    expect(host.asked("models_alias")).toEqual([{ targets, set: ["live"], remove: [] }, { targets, set: [], remove: ["champion"] }]);
    expect(toasts.at(-1)?.title).toBe("champion no longer points at iris:2");
    toasts.at(-1)?.action?.run();
    expect(host.asked("activity_undo")).toEqual([{ undo }]);
  });

  it("a property that is set already is refused in place", async () => {
    const { user } = open(
      keeping({ version_edit: () => { throw refusal("conflict", "the property 'seed' of iris:2 is set to '7' for good"); } }),
    );
    await user.click(await screen.findByRole("button", { name: "Add property" }));
    await user.type(screen.getByRole("textbox", { name: "Property" }), "seed=8{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("set to '7' for good");
  });

  it("facts are changed in a form that starts from what is known", async () => {
    const { host, user } = open(keeping({ version_edit: () => KEPT }));
    await user.click(await screen.findByRole("button", { name: "Edit facts" }));
    expect(screen.getByLabelText("Parent")).toHaveValue("iris:1");
    await user.type(screen.getByLabelText("Experiment"), "spring");
    await user.clear(screen.getByLabelText("Parent"));
    await user.click(screen.getByText("Keep"));
    expect(host.asked("version_edit")[0]).toMatchObject({ reference: "iris:2", experiment: "spring", parent: null, cpu: 0.5, memory_bytes: 512_000_000 });
  });

  it("notes are written in Markdown, kept with Ctrl+Enter, and shown without what they would load", async () => {
    let notes = "";
    const { host, user, container } = open(
      keeping({
        version_show: () => ({ ...KEPT, notes }),
        version_edit: (args) => { notes = args.notes ?? ""; return { ...KEPT, notes }; },
      }),
    );
    await user.click(await screen.findByRole("tab", { name: "Notes" }));
    await user.click(await screen.findByRole("button", { name: "Write notes" }));
    await user.type(screen.getByRole("textbox", { name: "Notes in Markdown" }), "# Good![[x](https://example.com/p.png){Control>}{Enter}{/Control}");
    expect(host.asked("version_edit")[0]?.notes).toContain("# Good");
    expect(await screen.findByRole("heading", { name: /Good/ })).toBeVisible();
    expect(container.querySelector("img")).toBeNull();
    expect(await audit(container)).toEqual([]);
  });

  it("a file is looked into, and data beside it", async () => {
    const { host, user, container } = open(
      keeping({
        version_file: ({ dataset }) =>
          dataset
            ? { kind: "text", media_type: "text/csv", text: "a,b\n1,2\n", base64: null, size_bytes: 1200, truncated: true }
            : { kind: "binary", media_type: "application/octet-stream", text: null, base64: null, size_bytes: 2800, truncated: true },
      }),
    );
    await user.click(await screen.findByRole("tab", { name: /Files/ }));
    await screen.findByText(/These are bytes, not text/);
    await user.click(screen.getByRole("button", { name: /train.csv.*training/ }));
    await screen.findByText(/a,b/);
    expect(host.asked("version_file").at(-1)).toEqual({ reference: "iris:2", path: "train.csv", dataset: "training" });
    await user.click(screen.getByRole("button", { name: "Show more" }));
    expect(host.asked("version_file").at(-1)).toMatchObject({ max_bytes: 1024 * 1024 });
    expect(await audit(container)).toEqual([]);
  });

  it("history says who changed what, and where versions were served", async () => {
    const entry = {
      id: 3, at: "2026-11-20T14:05:00.000Z", actor: "ana", via: "terminal" as const, subject: "version" as const, model: "iris", version: 2,
      endpoint: null, action: "tag" as const, key: "task", before: "old", after: "new",
    };
    const { host, user, container } = open(
      keeping({
        activity_list: () => ({ entries: [entry], next: null, total: 1 }),
        model_deployments: () => [{ endpoint: "live", version: 1, at: "2026-11-20T14:05:00.000Z", until: null }],
      }),
    );
    await user.click(await screen.findByRole("tab", { name: "History 1" }));
    const log = await screen.findByRole("region", { name: "Activity" });
    await within(log).findByText("changed tag task of v2");
    expect(log).toHaveTextContent(/old\s*to\s*new.*ana in a terminal/);
    expect(screen.getByRole("region", { name: "Served" })).toHaveTextContent(/v1.*live.*now/);
    await user.click(within(log).getByRole("radio", { name: "v2" }));
    expect(host.asked("activity_list").at(-1)).toMatchObject({ model: "iris", version: 2 });
    expect(screen.getByText("This version has not been served yet.")).toBeVisible();
    expect(await audit(container)).toEqual([]);
  });

  it("is exported where somebody says, with its data if they want it", async () => {
    const { host, user } = open(keeping({ model_export: () => ({ path: "/tmp/out", files: 2, bytes: 4000 }) }));
    await user.click(await screen.findByRole("button", { name: "Export" }));
    await user.type(screen.getByLabelText("File or folder"), "/tmp/out");
    await user.click(screen.getByText("With 1 data set"));
    await user.click(screen.getByText(/Export 2.8/));
    expect(host.asked("model_export")[0]).toMatchObject({ reference: "iris:2", destination: "/tmp/out", datasets: true });
  });
});
