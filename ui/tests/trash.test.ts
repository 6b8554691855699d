import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import type { TrashedVersion, TrashPage } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import App from "../src/App.svelte";
import { type Answers, audit, fakeHost, refusal, workspace } from "./support";

function gone(given: Partial<TrashedVersion> = {}): TrashedVersion {
  return {
    name: "iris", version: 2, description: "Tells irises apart", framework: "sklearn", size_bytes: 2800,
    created_at: "2026-11-20T14:05:00.000Z", trashed_at: "2026-11-21T09:00:00.000Z", undo: 3, ...given,
  };
}

function trash(versions: TrashedVersion[], freed_bytes = 4_200_000_000): TrashPage {
  return { versions, next: null, total: versions.length, freed_bytes };
}

async function open(address: string, given: Answers) {
  history.replaceState(null, "", address);
  const host = fakeHost({ workspace_info: () => workspace({ trashed_versions: 2 }), ...given }, null);
  connect(host.transport);
  render(App);
  return { host, user: userEvent.setup() };
}

const TWO = trash([gone(), gone({ name: "wine", version: 1 })]);

describe("the trash", () => {
  it("says in the navigation what emptying it gives back, and shows what is there", async () => {
    await open("#/trash", { trash_list: () => TWO, workspace_info: () => workspace({ trashed_versions: 2, trash_bytes: 4_200_000_000 }) });
    const link = await screen.findByRole("link", { name: "Trash" });
    expect(link).toHaveAttribute("aria-current", "page");
    await waitFor(() => expect(link).toHaveTextContent("4.2 GB"));
    const grid = await screen.findByRole("grid", { name: "Trash" });
    expect(within(grid).getByRole("row", { name: /iris.*v2.*Tells irises apart/ })).toBeVisible();
    expect(await audit(document.body)).toEqual([]);
  });

  it("gives a version back with Enter, and several from the bar", async () => {
    const { host, user } = await open("#/trash", { trash_list: () => TWO, model_restore: () => ({ versions: 1, size_bytes: 2800 }) });
    (await screen.findByRole("grid", { name: "Trash" })).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("iris v2 restored.");
    await user.keyboard("{Control>}a{/Control}");
    await user.click(within(screen.getByRole("toolbar", { name: "Selected versions" })).getByRole("button", { name: "Restore" }));
    await screen.findByText("2 versions restored.");
    expect(host.asked("model_restore")).toEqual([{ references: ["iris:2"] }, { references: ["iris:2", "wine:1"] }]);
  });

  it("is emptied only after a question that says how much goes, and can be stopped", async () => {
    let finish: () => void = () => undefined;
    const { host, user } = await open("#/trash", {
      trash_list: () => TWO,
      trash_empty: () => new Promise((resolve) => (finish = () => resolve({ versions: 2, freed_bytes: 4_200_000_000 }))),
      job_cancel: () => null,
    });
    await user.click(await screen.findByRole("button", { name: /Free 4.2.GB/ }));
    const dialog = await screen.findByRole("dialog", { name: "Empty the trash" });
    expect(dialog).toHaveTextContent("2 versions with their files, tags and metrics go for good; this cannot be undone.");
    expect(await audit(dialog)).toEqual([]);
    expect(host.asked("trash_empty")).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: /Free 4.2.GB/ }));
    const [asked] = host.asked("trash_empty");
    await user.click(await within(dialog).findByRole("button", { name: "Stop" }));
    expect(host.asked("job_cancel")).toEqual([{ id: asked?.job }]);
    finish();
    await screen.findByText("2 versions removed.");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("deletes one version for good with the Delete key, and says why not", async () => {
    const { host, user } = await open("#/trash", {
      trash_list: () => TWO,
      trash_empty: () => {
        throw refusal("io", "the disk is read-only", "Check the disk.");
      },
    });
    (await screen.findByRole("grid", { name: "Trash" })).focus();
    await user.keyboard(" {Delete}");
    const dialog = await screen.findByRole("dialog", { name: "Delete iris v2 for good" });
    await user.click(within(dialog).getByRole("button", { name: "Delete for good" }));
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("the disk is read-only");
    expect(host.asked("trash_empty")[0]).toMatchObject({ references: ["iris:2"] });
  });

  it("says what belongs there while it is empty", async () => {
    await open("#/trash", { trash_list: () => trash([], 0) });
    await screen.findByRole("heading", { name: "The trash is empty" });
    expect(screen.queryByRole("button", { name: /Free/ })).not.toBeInTheDocument();
  });
});
