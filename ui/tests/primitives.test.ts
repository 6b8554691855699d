import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { dismiss, toast, toasts } from "$lib/ui/toasts.svelte";
import PrimitivesSample from "./PrimitivesSample.svelte";
import { audit } from "./support";
import { sampleValues } from "./values.svelte";

/** jsdom lays nothing out, so what floats beside its trigger counts as hidden there. */
const FLOATING = { hidden: true };

function show() {
  const values = sampleValues();
  return { values, user: userEvent.setup(), ...render(PrimitivesSample, { values }) };
}

describe("the primitives", () => {
  it("pass the accessibility audit", async () => {
    const { container } = show();
    expect(await audit(container)).toEqual([]);
  });

  it("keep keys out of a button's name", () => {
    show();
    expect(screen.getByRole("button", { name: "Run" })).toHaveAttribute("aria-keyshortcuts", "Control+Enter");
  });

  it("leave out facts that are unknown", () => {
    show();
    expect(screen.queryByText("Producer")).not.toBeInTheDocument();
  });
});

describe("a number field", () => {
  it("steps by arrow keys within its bounds", async () => {
    const { values, user } = show();
    screen.getByRole("spinbutton", { name: "Age" }).focus();
    await user.keyboard("{ArrowUp}{Shift>}{ArrowUp}{/Shift}");
    expect(values.number).toBe(52);
    await user.keyboard("{Shift>}{ArrowDown>9/}{/Shift}");
    expect(values.number).toBe(0);
  });

  it("keeps what was typed and says what is allowed", async () => {
    const { values, user } = show();
    const field = screen.getByRole("spinbutton", { name: "Age" });
    await user.clear(field);
    await user.type(field, "37 y");
    expect(field).toHaveValue("37 y");
    expect(screen.getByText("“37 y” is not a whole number", { exact: false })).toBeVisible();
    expect(values.number).toBeNull();
  });
});

describe("choices", () => {
  it("are taken from a list by keyboard", async () => {
    const { values, user } = show();
    screen.getByRole("combobox", { name: "City" }).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("Nice");
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(values.city).toBe("nice"));
  });

  it("are found by typing", async () => {
    const { values, user } = show();
    const field = screen.getByRole("combobox", { name: "Model" });
    await user.clear(field);
    await user.type(field, "wi");
    expect((await screen.findAllByRole("option", FLOATING)).map((option) => option.textContent?.trim())).toEqual(["wine"]);
    await user.keyboard("{ArrowDown}{Enter}");
    await waitFor(() => expect(values.model).toBe("wine"));
  });

  it("that were not found by typing leave the old one", async () => {
    const { values, user } = show();
    const field = screen.getByRole("combobox", { name: "Model" });
    await user.type(field, "zzz");
    await screen.findByText(/Nothing matches/);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(field).toHaveValue("iris"));
    expect(values.model).toBe("iris");
  });

  it("move along a row of segments by arrow keys", async () => {
    const { values, user } = show();
    screen.getByRole("radio", { name: "First" }).focus();
    await user.keyboard("{ArrowRight}");
    await waitFor(() => expect(values.way).toBe("b"));
  });

  it("open pages by their tabs", async () => {
    const { user } = show();
    await user.click(screen.getByRole("tab", { name: /Two/ }));
    expect(screen.getByRole("tabpanel")).toHaveTextContent("Page two");
  });

  it("run from a menu", async () => {
    const { values, user } = show();
    await user.click(screen.getByRole("button", { name: "More" }));
    await user.click(await screen.findByText("Delete"));
    expect(values.ran).toEqual(["delete"]);
  });

  it("switch on and off", async () => {
    const { values, user } = show();
    await user.click(screen.getByRole("switch", { name: "Record calls" }));
    await user.click(screen.getByRole("checkbox", { name: "All" }));
    expect([values.on, values.ticked]).toEqual([false, true]);
  });
});

describe("the tag editor", () => {
  it("adds by key=value and Enter, and takes away by its cross or Backspace", async () => {
    const { user } = show();
    await user.click(screen.getByRole("button", { name: "Add tag" }));
    const field = screen.getByRole("textbox", { name: "Add tag" });
    expect(field).toHaveFocus();
    await user.type(field, "team=risk{Enter}");
    expect(screen.getByRole("button", { name: "Remove tag team=risk" })).toBeVisible();
    await user.keyboard("{Backspace}");
    expect(screen.queryByRole("button", { name: "Remove tag team=risk" })).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Remove tag task=fraud" }));
    expect(screen.queryByRole("button", { name: /Remove tag/ })).not.toBeInTheDocument();
  });

  it("says what to write, and what was refused, and keeps the text", async () => {
    const { user } = show();
    await user.click(screen.getByRole("button", { name: "Add tag" }));
    const field = screen.getByRole("textbox", { name: "Add tag" });
    await user.type(field, "fraud{Enter}");
    expect(await screen.findByText("Write key=value")).toBeVisible();
    await user.clear(field);
    await user.type(field, "task=refused{Enter}");
    expect(await screen.findByText("The registry refused it")).toBeVisible();
    expect(field).toHaveValue("task=refused");
  });
});

describe("a side panel", () => {
  it("is widened and narrowed by arrow keys, within its bounds", async () => {
    const { values, user } = show();
    screen.getByRole("separator", { name: "Width of Details" }).focus();
    await user.keyboard("{ArrowLeft}");
    expect(values.width).toBe(336);
    await user.keyboard("{ArrowRight>20/}");
    expect(values.width).toBe(264);
    expect(within(screen.getByRole("complementary", { name: "Details" })).getByText("Side")).toBeVisible();
  });
});

describe("toasts", () => {
  it("are three at most, the oldest goes first", () => {
    for (const title of ["one", "two", "three", "four"]) toast({ title });
    expect(toasts.map(({ title }) => title)).toEqual(["two", "three", "four"]);
    for (const { id } of [...toasts]) dismiss(id);
    expect(toasts).toEqual([]);
  });
});
