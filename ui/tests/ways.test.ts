import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { Run, Study, WatchedFolder } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import App from "../src/App.svelte";
import { type Answers, audit, fakeHost, refusal, workspace } from "./support";

async function open(address: string, given: Answers) {
  history.replaceState(null, "", address);
  const host = fakeHost({ workspace_info: () => workspace(), watch_list: () => ({ folders: [] }), ...given }, null);
  connect(host.transport);
  render(App);
  return { host, user: userEvent.setup() };
}

const RUN: Run = {
  id: "a1", name: "first", experiment: "trials", user: "ann", status: "FINISHED", started_at: null,
  metrics: { accuracy: 0.94 }, params: {}, tags: {}, models: [{ name: "model", source: "s3://x", folder: "/s/model" }],
};
const STUDY: Study = {
  path: "/s", store: "database", experiments: [{ id: "1", name: "trials", runs: 1 }],
  models: [
    {
      name: "flowers", description: "Of flowers", tags: {},
      versions: [{ version: 1, description: "", tags: {}, aliases: ["champion"], source: "", folder: "/s/m", created_at: null, run: RUN }],
    },
    { name: "gone", description: "", tags: {}, versions: [{ version: 1, description: "", tags: {}, aliases: [], source: "s3://y", folder: null, created_at: null, run: null }] },
  ],
};

describe("importing", () => {
  it("shows a study as a tree, and takes in what is ticked", async () => {
    const { host, user } = await open("#/import?path=%2Fs", {
      mlflow_open: () => STUDY,
      mlflow_runs: () => ({ runs: [RUN], next: null }),
      mlflow_import: () => ({ versions: [], skipped: [{ what: "flowers version 1", left_out: "known", failure: refusal("conflict", "It is registered already") }] }),
    });
    expect(await screen.findByRole("checkbox", { name: "flowers" })).toBeChecked();
    expect(screen.getByRole("checkbox", { name: "gone" })).toBeDisabled();
    expect(screen.getByRole("link", { name: "Models", current: "page" })).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: /^1 version/, expanded: false })[0] as HTMLElement);
    expect(screen.getByRole("list", { name: "Versions of flowers" })).toHaveTextContent("v1 champion accuracy 0.940");
    await user.click(screen.getByRole("button", { name: "trials" }));
    expect(await audit(document.body)).toEqual([]);
    await user.click(await screen.findByRole("checkbox", { name: "first, model" }));
    expect(screen.getByRole("list", { name: "Runs of trials" })).toHaveTextContent("becomes first");
    await user.click(screen.getByRole("button", { name: "Import 2 chosen" }));
    await screen.findByText("It is registered already");
    expect(host.asked("mlflow_import")[0]).toMatchObject({ path: "/s", models: ["flowers"], runs: [{ run: "a1", model: "model", name: "first" }] });
  });

  it("takes a folder without a study in as it is, and says what was left out", async () => {
    const { host, user } = await open("#/import?path=%2Fmany", {
      mlflow_open: () => Promise.reject(refusal("invalid_input", "no study")),
      import_folder: () => ({ versions: 2, refused: [{ path: "/many/notes.txt", left_out: "no_model", failure: refusal("invalid_input", "No model that is known here") }] }),
    });
    await user.click(await screen.findByRole("button", { name: "Import the folder" }));
    await screen.findByText("2 versions registered");
    expect(screen.getByText("No model that is known here")).toBeVisible();
    expect(host.asked("import_folder")[0]).toMatchObject({ path: "/many", name: "{stem}", tags: {} });
  });
});

describe("watched folders", () => {
  const folder = (given: Partial<WatchedFolder> = {}): WatchedFolder => ({
    path: "/incoming", name: "{stem}", tags: { team: "a" }, state: "watching", problem: null, registered: 3, known: 0, ignored: 0,
    failed: 1, waiting: 0, job: "watch-1", failures: [{ path: "cut.onnx", message: "It ends too early" }],
    created_at: "2026-11-21T09:00:00.000Z", ...given,
  });

  it("teach what they are for, and are added with a rule", async () => {
    const { host, user } = await open("#/watched", { watch_add: () => folder() });
    await user.click(await screen.findByRole("button", { name: "Watch a folder" }));
    await user.type(await screen.findByRole("textbox", { name: "Folder" }), "/incoming");
    await user.click(screen.getByRole("button", { name: "Watch" }));
    await waitFor(() => expect(host.asked("watch_add")).toEqual([{ path: "/incoming", name: "{stem}", tags: {}, polling: false }]));
  });

  it("say how they go and why a file failed, stand in the navigation, and can be ended", async () => {
    const { host, user } = await open("#/watched", {
      watch_list: () => ({ folders: [folder({ state: "missing", problem: "'/incoming' is not there" })] }),
      watch_remove: () => null,
      watch_add: () => folder(),
    });
    await screen.findByText("'/incoming' is not there");
    expect(screen.getByRole("link", { name: "Watched folders" })).toHaveTextContent("1");
    await user.click(screen.getByText("Why 1 file failed"));
    expect(screen.getByText("It ends too early")).toBeVisible();
    expect(await audit(document.body)).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Watch /incoming no longer" }));
    expect(host.asked("watch_remove")).toEqual([{ path: "/incoming" }]);
    await user.click(await screen.findByRole("button", { name: "Undo" }));
    await waitFor(() => expect(host.asked("watch_add")).toEqual([{ path: "/incoming", name: "{stem}", tags: { team: "a" }, polling: false }]));
  });
});
