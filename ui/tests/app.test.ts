import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Candidate, Completion, EngineStatus, Limit, SavedFilter, Verification } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import type { Desktop, Drop } from "$lib/ipc/transport";
import { columnLayout } from "$features/models/layout.svelte";
import { recentModels } from "$features/palette/recent";
import { registration } from "$features/register/registration.svelte";
import { toasts } from "$lib/ui/toasts.svelte";
import App from "../src/App.svelte";
import { type Answers, audit, endpoint, fakeHost, page, refusal, row, sample, version, workspace } from "./support";

const MODELS = [row({ name: "iris", version: 2 }, { task: "fraud" }), row({ name: "wine" }), row({ name: "odd", deployable: false, undeployable_reason: "A pickle needs Python" })];

const LIMITS: Limit[] = [
  { name: "nodes", about: "Operators in a model", value: 10_000, default: 10_000 },
  { name: "trial_seconds", about: "Seconds of a trial", value: 60, default: 10 },
];

function answers(given: Answers = {}): Answers {
  return {
    workspace_info: () => workspace({ models: 3, endpoints: { Healthy: 1 } }),
    model_list: () => page(MODELS),
    model_facets: () => [{ key: "task", value: "fraud", count: 1 }],
    endpoint_list: () => ({ endpoints: [endpoint()] }),
    samples_list: () => [sample(), sample({ name: "wine", title: "Wine" })],
    limits_show: () => LIMITS,
    filter_list: () => [],
    filter_complete: () => ({ from: 0, to: 0, candidates: [], total: 0, fault: null }),
    ...given,
  };
}

async function open(address: string, given: Answers = {}, desktop: Desktop | null = null) {
  history.replaceState(null, "", address);
  const host = fakeHost(answers(given), desktop);
  connect(host.transport);
  const view = render(App);
  return { host, user: userEvent.setup(), ...view };
}

const empty: Answers = { workspace_info: () => workspace(), model_list: () => page([]), endpoint_list: () => ({ endpoints: [] }), model_facets: () => [] };

beforeEach(() => {
  columnLayout.reset();
  recentModels.value = [];
  localStorage.clear();
  registration.shown = false;
  toasts.length = 0;
});

describe("the start", () => {
  it("teaches what belongs here, and passes the audit", async () => {
    const { container } = await open("#/models", empty);
    await screen.findByRole("heading", { name: "Nothing on the shelf yet" });
    await screen.findByRole("button", { name: "Add Iris" });
    expect(screen.getByRole("button", { name: "Choose a file" })).toBeEnabled();
    expect(await audit(container)).toEqual([]);
  });

  it("adds all samples by one button, and then lists them", async () => {
    let added = false;
    const { host, user } = await open("#/models", {
      ...empty,
      model_list: () => page(added ? MODELS : []),
      samples_add: () => {
        added = true;
        return [version(), version({ name: "wine" })];
      },
    });
    await user.click(await screen.findByRole("button", { name: "Add sample models" }));
    await screen.findByRole("grid", { name: "Models" });
    expect(host.asked("samples_add")).toEqual([{ names: null }]);
    expect(screen.getByText("2 sample models added.")).toBeVisible();
  });

  it("says why samples could not be added, and stays", async () => {
    const { user } = await open("#/models", {
      ...empty,
      samples_add: () => {
        throw refusal("io", "The disk is full", "Make room and try again.");
      },
    });
    await user.click(await screen.findByRole("button", { name: "Add Iris" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full");
    expect(screen.getByRole("button", { name: "Add sample models" })).toBeEnabled();
  });
});

describe("the models", () => {
  it("are listed with what is known of them, and pass the audit", async () => {
    const { container } = await open("#/models");
    const grid = await screen.findByRole("grid", { name: "Models" });
    expect(grid).toHaveAttribute("aria-rowcount", "4");
    const iris = within(grid).getByRole("row", { name: /iris/ });
    expect(iris).toHaveTextContent("v2");
    await waitFor(() => expect(iris).toHaveTextContent("Healthy"));
    expect(within(grid).getByRole("row", { name: /odd/ })).toHaveTextContent("Kept only");
    expect(await audit(container)).toEqual([]);
  });

  it("are filtered by typing and by chips", async () => {
    const { host, user } = await open("#/models");
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.type(field, "iris");
    await waitFor(() => expect(host.asked("model_list").at(-1)?.filter).toBe("iris"));
    await user.click(await screen.findByRole("button", { name: /fraud/ }));
    expect(field).toHaveValue("iris task=fraud");
    await waitFor(() => expect(host.asked("model_list").at(-1)?.filter).toBe("iris task=fraud"));
    expect(location.hash).toBe("#/models?filter=iris+task%3Dfraud");
  });

  it("keep the last good result when a filter is refused, and point at the character", async () => {
    const { user } = await open("#/models", {
      model_list: ({ filter }) => {
        if (filter === "a>") throw refusal("invalid_input", "'>' is not an operator (character 2 of the filter)", "Write a=value.");
        return page(MODELS);
      },
    });
    await screen.findByRole("grid", { name: "Models" });
    await user.type(screen.getByRole("combobox", { name: "Filter models" }), "a>");
    expect(await screen.findByRole("alert")).toHaveTextContent("'>' is not an operator");
    expect(await screen.findByText(/by the last filter that worked/)).toBeVisible();
    expect(screen.getByRole("row", { name: /iris/ })).toBeVisible();
    expect(document.querySelector(".wrong")).toHaveTextContent(">");
  });

  it("offer to drop the last term when nothing matches", async () => {
    const { user } = await open("#/models?filter=task%3Dfraud+team%3Dnobody", {
      model_list: ({ filter }) => page(filter === "task=fraud" ? MODELS : []),
    });
    await user.click(await screen.findByRole("button", { name: "Remove team=nobody" }));
    await screen.findByRole("grid", { name: "Models" });
    expect(screen.getByRole("combobox", { name: "Filter models" })).toHaveValue("task=fraud");
  });

  it("are loaded where somebody looks, at the end of a million too", async () => {
    const { host, user } = await open("#/models", {
      model_list: ({ at = 0, limit = 100 }) => page(Array.from({ length: Math.min(limit, 1_000_000 - at) }, (_, index) => row({ name: `m${at + index}` })), 1_000_000),
    });
    (await screen.findByRole("grid", { name: "Models" })).focus();
    await user.keyboard("{End}");
    expect(await screen.findByRole("row", { name: /m999999/ })).toHaveAttribute("aria-rowindex", "1000001");
    expect(host.asked("model_list").length).toBeLessThan(5);
  });

  it("are shown by version, in an order and from an address of their own", async () => {
    const { host, user } = await open("#/models", {
      version_list: () => ({ versions: [version({ version: 2 }), version()], next: null, total: 2 }),
    });
    await user.click(await screen.findByRole("radio", { name: "Versions" }));
    const grid = await screen.findByRole("grid", { name: "Versions" });
    expect(within(grid).getAllByRole("row")).toHaveLength(3);
    await user.click(within(grid).getByRole("button", { name: "Size" }));
    await waitFor(() => expect(host.asked("version_list").at(-1)?.sort).toBe("size"));
    expect(location.hash).toBe("#/models?rows=versions&sort=size");
  });

  it("show the columns that somebody chose, and keep them", async () => {
    const { user } = await open("#/models", {
      model_list: () => page([row({ metrics: { accuracy: 0.97 } })]),
      filter_columns: () => [{ key: "metric:accuracy", count: 1 }],
    });
    await user.click(await screen.findByRole("button", { name: "Columns" }));
    const picker = await screen.findByRole("dialog", { name: "Columns" });
    await user.click(await within(picker).findByRole("checkbox", { name: "accuracy" }));
    await user.click(within(picker).getByRole("checkbox", { name: "Size" }));
    await user.click(within(picker).getByRole("button", { name: "Move accuracy to the left" }));
    expect(await audit(picker)).toEqual([]);
    await user.keyboard("{Escape}");
    const heads = screen.getAllByRole("columnheader").map((head) => head.textContent?.trim());
    expect(heads.slice(-2)).toEqual(["accuracy", "Updated"]);
    expect(screen.getByRole("row", { name: /0.970/ })).toBeVisible();
    expect(JSON.parse(localStorage.getItem("vitrine.columns") ?? "{}").shown).not.toContain("size");
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("button", { name: "Set columns back" }));
    expect(screen.getByRole("columnheader", { name: "Size" })).toBeVisible();
  });

  it("refresh when the workspace says that they changed", async () => {
    const { host } = await open("#/models");
    await screen.findByRole("grid", { name: "Models" });
    const before = host.asked("model_list").length;
    host.push({ type: "changed", topics: ["models"] });
    await waitFor(() => expect(host.asked("model_list").length).toBe(before + 1));
    host.push({ type: "changed", topics: ["records"] });
    expect(host.asked("model_list").length).toBe(before + 1);
  });

  it("open with Enter", async () => {
    const { user } = await open("#/models", { model_show: () => ({ name: "iris", description: "", tags: {}, look_alikes: [], versions: [version()] }) });
    (await screen.findByRole("grid", { name: "Models" })).focus();
    await user.keyboard("{Enter}");
    expect(location.hash).toBe("#/models/iris");
  });

  it("are deleted at once and come back with Undo; what is refused stays and says why", async () => {
    const { host, user } = await open("#/models", {
      model_delete: () => ({
        models: 1, versions: 2, size_bytes: 5600, freed_bytes: 0, undo: 7,
        refused: [
          { reference: "iris", failure: { code: "in_use", message: "iris is served by endpoint iris", hint: "Delete the endpoint first." } },
        ],
      }),
      model_restore: () => ({ versions: 2, size_bytes: 5600 }),
    });
    (await screen.findByRole("grid", { name: "Models" })).focus();
    await user.keyboard(" {Shift>}{ArrowDown}{/Shift}{Delete}");
    expect(host.asked("model_delete")).toEqual([{ targets: { references: ["iris", "wine"] }, skip: true }]);
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await screen.findByText("iris not deleted");
    await screen.findByText(/iris is served by endpoint iris. Delete the endpoint first/);
    await screen.findByText("2 versions moved to the trash.");
    await screen.findByText("1 of 3 selected");
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await screen.findByText("2 versions restored.");
    expect(host.asked("model_restore")).toEqual([{ undo: 7 }]);
  });

  it("is walked by typing a name, which the program finds in the list's own filter and order", async () => {
    const { host, user } = await open("#/models?filter=task%3Dfraud&sort=name", { list_seek: () => 1 });
    const grid = await screen.findByRole("grid", { name: "Models" });
    grid.focus();
    await user.keyboard("w");
    await waitFor(() => expect(document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")).toHaveTextContent("wine"));
    expect(host.asked("list_seek")).toEqual([{ filter: "task=fraud", sort: "name", rows: "models", begins: "w", at: 1 }]);
  });

  it("are tagged and given aliases all at once, by the filter when all are meant", async () => {
    const { host, user } = await open("#/models?filter=task%3Dfraud", {
      models_tag: () => ({ targets: 2, changed: 2, undo: { first: 4, last: 5 } }),
      models_alias: () => ({ targets: 2, changed: 2, undo: { first: 6, last: 7 } }),
      activity_undo: () => ({ restored: 2, skipped: 0, undo: null }),
    });
    (await screen.findByRole("grid", { name: "Models" })).focus();
    await user.keyboard("{Control>}a{/Control}{ArrowDown} ");
    const bar = screen.getByRole("toolbar", { name: "Selected models" });
    expect(bar).toHaveTextContent("2 of 3 selected");
    await user.click(within(bar).getByRole("button", { name: "Tag" }));
    const tags = await screen.findByRole("dialog", { name: "Tags of the selection" });
    await user.type(within(tags).getByRole("textbox", { name: "Add to all 2" }), "nonsense{Enter}");
    expect(within(tags).getByRole("alert")).toHaveTextContent("Write key=value");
    await user.clear(within(tags).getByRole("textbox"));
    await user.type(within(tags).getByRole("textbox"), "team=risk{Enter}");
    await screen.findByText("team=risk set on 2 models.");
    const targets = { filter: "task=fraud", rows: "models", except: ["wine"] };
    expect(host.asked("models_tag")).toEqual([{ targets, set: { team: "risk" }, remove: [] }]);
    await user.keyboard("{Escape}{Control>}z{/Control}");
    await screen.findByText("2 changes taken back.");
    expect(host.asked("activity_undo")).toEqual([{ undo: { first: 4, last: 5 } }]);
    await user.click(within(bar).getByRole("button", { name: "Alias" }));
    await user.type(await screen.findByRole("textbox", { name: "Set on all 2" }), "champion{Enter}");
    await screen.findByText("champion set on 2 versions.");
    expect(host.asked("models_alias")).toEqual([{ targets, set: ["champion"], remove: [] }]);
  });

  it("say why they cannot be read", async () => {
    const { user, host } = await open("#/models", {
      model_list: () => {
        throw refusal("io", "The registry cannot be opened", "Check the disk.");
      },
    });
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("The registry cannot be opened");
    await user.click(within(alert).getByRole("button", { name: "Try again" }));
    await waitFor(() => expect(host.asked("model_list").length).toBe(2));
  });
});

describe("the filter", () => {
  const completion = (given: Partial<Completion>): Completion => ({ from: 0, to: 0, candidates: [], total: 3, fault: null, ...given });
  const candidate = (kind: Candidate["kind"], insert: string, count: number | null = null): Candidate => ({ kind, label: insert, insert, count, about: null });

  it("completes what is typed: arrows choose, Tab takes, and the next thing is offered", async () => {
    const { host, user, container } = await open("#/models", {
      filter_complete: ({ filter }) =>
        filter.includes("=")
          ? completion({ from: 10, to: 10, candidates: [candidate("value", "sklearn", 2), candidate("value", "torch", 1)] })
          : completion({ to: filter.length, candidates: [candidate("value", "framework=sklearn", 2), candidate("key", "framework=")] }),
    });
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.type(field, "fra");
    await screen.findByRole("option", { name: /framework=sklearn/ });
    expect(field).toHaveAttribute("aria-expanded", "true");
    expect(await audit(container)).toEqual([]);
    await user.keyboard("{ArrowDown}{Tab}");
    await waitFor(() => expect(field).toHaveValue("framework="));
    await screen.findByRole("option", { name: /torch/ });
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(field).toHaveValue("framework=torch"));
    expect(field).toHaveAttribute("aria-expanded", "false");
    await waitFor(() => expect(host.asked("model_list").at(-1)?.filter).toBe("framework=torch"));
  });

  it("closes the completions with Escape, and clears with the next", async () => {
    const { user } = await open("#/models", { filter_complete: () => completion({ to: 1, candidates: [candidate("key", "name=")] }) });
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.type(field, "n");
    await screen.findByRole("option", { name: /name=/ });
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).not.toBeInTheDocument();
    expect(field).toHaveValue("n");
    await user.keyboard("{Escape}");
    expect(field).toHaveValue("");
  });

  it("marks what is wrong and offers to put it right", async () => {
    const fault = { from: 5, to: 7, message: "=> is no operator, at character 6", suggestion: "Greater or equal is >=.", repair: "accur>=1" };
    const { user } = await open("#/models", {
      filter_complete: ({ filter }) => completion({ from: filter.length, to: filter.length, fault: filter.includes("=>") ? fault : null }),
      model_list: ({ filter = "" }) => {
        if (filter.includes("=>")) throw refusal("invalid_input", "=> is no operator (character 6 of the filter)");
        return page(MODELS);
      },
    });
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.type(field, "accur=>1");
    expect(await screen.findByRole("alert")).toHaveTextContent("=> is no operator, at character 6");
    expect([...document.querySelectorAll(".wrong")].map((piece) => piece.textContent).join("")).toBe("=>");
    await user.click(screen.getByRole("button", { name: "Use accur>=1" }));
    await waitFor(() => expect(field).toHaveValue("accur>=1"));
    await waitFor(() => expect(screen.queryByRole("alert")).not.toBeInTheDocument());
  });

  it("shows everything when the very first filter cannot be read, and says so", async () => {
    await open("#/models?filter=a%3E", {
      model_list: ({ filter }) => {
        if (filter !== "") throw refusal("invalid_input", "a value is missing (character 3 of the filter)");
        return page(MODELS);
      },
    });
    expect(await screen.findByRole("row", { name: /iris/ })).toBeVisible();
    expect(await screen.findByRole("alert")).toHaveTextContent("a value is missing");
    expect(screen.getByText("3, not filtered")).toBeVisible();
  });

  it("offers all facets, found by typing", async () => {
    const { host, user } = await open("#/models", {
      model_facets: ({ all }) => (all ? [{ key: "task", value: "fraud", count: 1 }, { key: "owner", value: "ana", count: 2 }] : [{ key: "task", value: "fraud", count: 1 }]),
    });
    await user.click(await screen.findByRole("button", { name: "All facets" }));
    const panel = await screen.findByRole("dialog", { name: "All facets" });
    await user.type(within(panel).getByRole("textbox", { name: "Find a value" }), "own");
    expect(within(panel).queryByRole("button", { name: /fraud/ })).not.toBeInTheDocument();
    await user.click(within(panel).getByRole("button", { name: /ana/ }));
    await waitFor(() => expect(host.asked("model_list").at(-1)?.filter).toBe("owner=ana"));
  });
});

describe("saved filters", () => {
  const SAVED: SavedFilter[] = [
    { id: 1, name: "Champions", filter: "alias=champion", sort: null, count: 4 },
    { id: 2, name: "Large", filter: "size>1MB", sort: "-size", count: 11 },
  ];

  const saved = (wanted: number) => ({ ...SAVED[wanted - 1], id: wanted, name: "Champions", filter: "alias=champion", sort: null, count: 4 });

  it("are folders with counts, which open their filter and order", async () => {
    const { host, user } = await open("#/models", { filter_list: () => SAVED });
    const folder = await screen.findByRole("link", { name: /Large/ });
    expect(folder).toHaveTextContent("11");
    await user.click(folder);
    await waitFor(() => expect(host.asked("model_list").at(-1)).toMatchObject({ filter: "size>1MB", sort: "-size" }));
    expect(await screen.findByRole("link", { name: /Large/, current: "page" })).toBeVisible();
  });

  it("are made from the filter, under a name", async () => {
    const { host, user } = await open("#/models?filter=task%3Dfraud", { filter_save: ({ name, filter }) => ({ id: 3, name, filter, sort: null, count: 1 }) });
    await user.click(await screen.findByRole("button", { name: "Save" }));
    await user.type(await screen.findByRole("textbox", { name: "Name" }), "Fraud{Enter}");
    await screen.findByText("Filter Fraud saved.");
    expect(host.asked("filter_save")).toEqual([{ name: "Fraud", filter: "task=fraud", sort: undefined }]);
  });

  it("are renamed by F2, moved by Alt with an arrow, and deleted with a way back", async () => {
    const { host, user } = await open("#/models", {
      filter_list: () => SAVED,
      filter_edit: ({ id }) => saved(id),
      filter_delete: () => ({ name: "Champions", filter: "alias=champion", at: 0 }),
      filter_save: () => saved(1),
    });
    (await screen.findByRole("link", { name: /Champions/ })).focus();
    await user.keyboard("{F2}");
    const name = await screen.findByRole("textbox", { name: "Name of the filter" });
    await user.clear(name);
    await user.type(name, "Best{Enter}");
    await waitFor(() => expect(host.asked("filter_edit")).toEqual([{ id: 1, name: "Best" }]));
    screen.getByRole("link", { name: /Champions/ }).focus();
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(host.asked("filter_edit").at(-1)).toEqual({ id: 1, at: 1 }));
    await user.keyboard("{Delete}");
    await screen.findByText("Filter Champions deleted.");
    await user.click(screen.getByRole("button", { name: "Undo" }));
    await screen.findByText("Filter Champions is back.");
    expect(host.asked("filter_save")).toEqual([{ name: "Champions", filter: "alias=champion", at: 0 }]);
  });
});

describe("registering", () => {
  const inspection = {
    kind: "onnx" as const, task: "multiclass_classification" as const, signature: { inputs: [{ name: "X", datatype: "FP32" as const, shape: [-1, 4] }], outputs: [] },
    producer: null, framework: "sklearn", framework_version: null, notes: null, opsets: { "ai.onnx": 17 }, metadata: {}, operators: { Scaler: 1 }, size_bytes: 2800, deployable: true, undeployable_reason: null, engine: "tract", engines: null, engine_summary: "tract, 1.9 times faster than ONNX Runtime at 1 row", remarks: [],
  };
  const able: Answers = {
    model_inspect: () => inspection,
    model_suggest_name: () => "iris",
    version_show: () => version({ version: 2 }),
    model_register: ({ name }) => version({ name, version: 3 }),
  };

  it("reads the file, suggests a name, takes tags, and tells what came of it", async () => {
    const { host, user } = await open("#/models", able);
    await user.click(await screen.findByRole("button", { name: "Register model" }));
    const dialog = await screen.findByRole("dialog", { name: "Register model" });
    await user.type(within(dialog).getByRole("textbox", { name: "File, folder or address" }), "/tmp/iris.onnx{Enter}");
    expect(await within(dialog).findByRole("textbox", { name: "Name" })).toHaveValue("iris");
    await within(dialog).findByText("Becomes version 3 of iris");
    expect(within(dialog).getByText("Can be deployed with one click")).toBeVisible();
    expect(within(dialog).getByText("Scored by tract, 1.9 times faster than ONNX Runtime at 1 row.")).toBeVisible();
    await user.type(within(dialog).getByRole("textbox", { name: "Add tag" }), "task=fraud{Enter}");
    expect(await audit(dialog)).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Register" }));
    await screen.findByText("iris v3 registered.");
    expect(host.asked("model_register")[0]).toMatchObject({ name: "iris", path: "/tmp/iris.onnx", tags: { task: "fraud" } });
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("says in place why a file cannot be read", async () => {
    const { user } = await open("#/models", {
      ...able,
      model_inspect: () => {
        throw refusal("invalid_input", "cut.onnx ends at byte 4,096", "Copy it again.");
      },
    });
    await user.click(await screen.findByRole("button", { name: "Register model" }));
    await user.type(await screen.findByRole("textbox", { name: "File, folder or address" }), "/tmp/cut.onnx{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("cut.onnx was not read");
    expect(screen.getByRole("button", { name: "Register" })).toBeDisabled();
  });

  it("takes files that are dropped on the window, and keeps what was refused beside what worked", async () => {
    let drop: (drop: Drop) => void = () => undefined;
    const desktop: Desktop = {
      pickFiles: async () => [],
      pickFolder: async () => null,
      pickDestination: async () => null,
      onDrop: (handler) => {
        drop = handler;
        return () => undefined;
      },
    };
    const { user } = await open("#/models", {
      ...able,
      model_suggest_name: ({ path }) => path.replace(/^.*\/|\..*$/g, ""),
      model_register: ({ name }) => {
        if (name === "bad") throw refusal("conflict", "'bad' is of another kind");
        return version({ name });
      },
    }, desktop);
    await screen.findByRole("grid", { name: "Models" });
    drop({ kind: "drop", paths: ["/tmp/good.onnx", "/tmp/bad.onnx"] });
    const dialog = await screen.findByRole("dialog", { name: "Register 2 models" });
    await user.click(await within(dialog).findByRole("button", { name: "Register 2" }));
    expect(await within(dialog).findByText("Registered as good v1", { exact: false })).toBeVisible();
    expect(within(dialog).getByText("'bad' is of another kind")).toBeVisible();
  });

  it("shows how far it is and stops when told to", async () => {
    let stop: () => void = () => undefined;
    const { host, user } = await open("#/models", {
      ...able,
      model_register: () => new Promise((_, fail) => (stop = () => fail(refusal("cancelled", "Registering iris was cancelled")))),
      job_cancel: () => {
        stop();
        return null;
      },
    });
    await user.click(await screen.findByRole("button", { name: "Register model" }));
    await user.type(await screen.findByRole("textbox", { name: "File, folder or address" }), "/tmp/iris.onnx{Enter}");
    await user.click(await screen.findByRole("button", { name: "Register" }));
    await waitFor(() => expect(host.asked("model_register")).toHaveLength(1));
    const id = host.asked("model_register")[0]?.job ?? "";
    host.push({ type: "job", id, title: "Registering iris", unit: "bytes", done_bytes: 700, total_bytes: 2800, state: "running", message: null });
    await waitFor(() => expect(screen.getByRole("progressbar", { name: "Registering iris.onnx" })).toHaveAttribute("aria-valuenow", "25"));
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("Nothing in the workspace changed.");
    expect(host.asked("job_cancel")).toEqual([{ id }]);
    expect(screen.getByRole("button", { name: "Register" })).toBeEnabled();
  });
});

describe("the palette", () => {
  it("finds commands, models and endpoints, and passes the audit", async () => {
    const { host, user } = await open("#/models");
    await screen.findByRole("grid", { name: "Models" });
    await user.keyboard("{Control>}k{/Control}");
    const palette = await screen.findByRole("dialog", { name: "Command palette" });
    expect(await within(palette).findByRole("option", { name: "Go to Settings" })).toBeVisible();
    expect(await audit(palette)).toEqual([]);
    await user.keyboard("iris");
    await waitFor(() => expect(host.asked("model_list").map(({ filter }) => filter)).toEqual(expect.arrayContaining(['name="iris"', 'name~"iris"', '"iris"'])));
    expect(within(palette).queryByRole("option", { name: "Go to Settings" })).not.toBeInTheDocument();
  });

  it("runs what is chosen", async () => {
    const { user } = await open("#/models");
    await screen.findByRole("grid", { name: "Models" });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("dialog", { name: "Command palette" });
    await user.keyboard("settings");
    await screen.findByRole("option", { name: "Go to Settings" });
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("shows only models by Ctrl P", async () => {
    const { user } = await open("#/models");
    await screen.findByRole("grid", { name: "Models" });
    await user.keyboard("{Control>}p{/Control}");
    const palette = await screen.findByRole("dialog", { name: "Command palette" });
    await within(palette).findByRole("option", { name: "iris" });
    expect(within(palette).getAllByRole("option")).toHaveLength(3);
  });
});

describe("the palette's memory", () => {
  it("offers the models that were opened last first", async () => {
    localStorage.setItem("vitrine.recent", '["wine"]');
    recentModels.value = ["wine"];
    const { user } = await open("#/models");
    await screen.findByRole("grid", { name: "Models" });
    await user.keyboard("{Control>}p{/Control}");
    const palette = await screen.findByRole("dialog", { name: "Command palette" });
    await within(palette).findByRole("option", { name: "iris" });
    expect(within(palette).getAllByRole("option").map((option) => option.getAttribute("aria-label"))).toEqual(["wine", "iris", "odd"]);
  });
});

describe("the keys", () => {
  it("are listed by ?, but not while typing", async () => {
    const { user } = await open("#/models");
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.type(field, "?");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    field.blur();
    await user.keyboard("?");
    expect(await screen.findByRole("dialog", { name: "Keys" })).toBeVisible();
  });

  it("lead to the filter by Ctrl F", async () => {
    const { user } = await open("#/models");
    const field = await screen.findByRole("combobox", { name: "Filter models" });
    await user.keyboard("{Control>}f{/Control}");
    expect(field).toHaveFocus();
  });
});

describe("the settings", () => {
  it("show the workspace and pass the audit", async () => {
    const { container } = await open("#/settings");
    await screen.findByText("/home/ana/vitrine");
    expect(screen.getByText("http://127.0.0.1:8390")).toBeVisible();
    expect(await audit(container)).toEqual([]);
  });

  it("tell which engines there are, and how to get the one that is missing", async () => {
    const engines: EngineStatus[] = [
      { engine: "tract", version: "0.23.9", path: null, reason: null },
      { engine: "onnxruntime", version: null, path: null, reason: "ONNX Runtime was not found; `pip install onnxruntime` brings it" },
    ];
    await open("#/settings", { workspace_info: () => workspace({ engines }) });
    const section = await screen.findByRole("region", { name: "Engines" });
    expect(section).toHaveTextContent("tract 0.23.9");
    expect(section).toHaveTextContent("`pip install onnxruntime` brings it");
  });

  it("force a theme and keep it", async () => {
    const { user } = await open("#/settings");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(localStorage.getItem("vitrine.theme")).toBe('"dark"');
    await user.click(screen.getByRole("radio", { name: "System" }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
  });

  it("move the host to another port, and say in place when it is taken", async () => {
    const { host, user } = await open("#/settings", {
      workspace_set_port: ({ port }) => {
        if (port === 9999) throw refusal("busy", "Port 9999 belongs to another program", "choose another");
        return workspace({ port, url: `http://127.0.0.1:${port}` });
      },
    });
    const port = await screen.findByRole("spinbutton", { name: "Port" });
    await user.clear(port);
    await user.type(port, "9999{Enter}");
    expect(await screen.findByRole("alert")).toHaveTextContent("Port 9999 belongs to another program. Choose another");
    await user.clear(port);
    await user.type(port, "8400");
    await user.click(screen.getByRole("button", { name: "Change" }));
    await screen.findByText("Host moved.");
    expect(host.asked("workspace_set_port")).toEqual([{ port: 9999 }, { port: 8400 }]);
  });

  it("have every file read again, and say which are not what was registered", async () => {
    const damage: Verification["damage"] = [];
    const { container, user } = await open("#/settings", { model_verify: () => ({ versions: 2, files: 3, bytes: 4000, damage }) });
    await user.click(await screen.findByRole("button", { name: "Verify files" }));
    await screen.findByText("Every file is what was registered");
    damage.push({ problem: "changed", path: "artifacts/ab/cd", digest: "a".repeat(64), versions: ["iris:2"] });
    await user.click(screen.getByRole("button", { name: "Verify files" }));
    await screen.findByText("1 file of 3 files not what was registered");
    expect(screen.getByRole("link", { name: "iris:2" })).toHaveAttribute("href", "#/models/iris/2");
    expect(screen.getByRole("listitem")).toHaveTextContent("artifacts/ab/cd was changed, iris:2");
    expect(await audit(container)).toEqual([]);
  });

  it("raise a limit and set others back", async () => {
    const { host, user } = await open("#/settings", { limits_set: () => LIMITS });
    const nodes = await screen.findByRole("spinbutton", { name: "Operators in a model" });
    const save = screen.getByRole("button", { name: "Change limits" });
    expect(save).toBeDisabled();
    await user.clear(nodes);
    await user.type(nodes, "50,000");
    await user.click(save);
    await waitFor(() => expect(nodes).toHaveValue("10000"));
    expect(screen.getByText("Usually 10")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Set back" }));
    await waitFor(() => expect(host.asked("limits_set")).toEqual([{ set: { nodes: 50_000 } }, { reset: ["trial_seconds"] }]));
  });
});
