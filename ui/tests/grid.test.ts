import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { SvelteSet } from "svelte/reactivity";
import { describe, expect, it, vi } from "vitest";
import { move, range } from "$lib/ui/grid";
import GridSample from "./GridSample.svelte";
import { audit } from "./support";

async function show(given: { loaded?: number; total?: number } = {}) {
  const selected = new SvelteSet<string>();
  const heard = { onopen: vi.fn(), onsort: vi.fn(), onreach: vi.fn(), ondelete: vi.fn() };
  const { container } = render(GridSample, { loaded: 100, total: 100, selected, ...heard, ...given });
  const grid = screen.getByRole("grid", { name: "Rows" });
  const user = userEvent.setup();
  grid.focus();
  const cursor = () => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.getAttribute("aria-rowindex");
  return { container, grid, user, selected, cursor, ...heard };
}

describe("moving", () => {
  it.each([
    ["ArrowDown", 3, 4],
    ["ArrowUp", 0, 0],
    ["PageDown", 3, 13],
    ["PageUp", 3, 0],
    ["Home", 50, 0],
    ["End", 3, 99],
    ["PageDown", 95, 99],
  ])("%s from %i leads to %i", (key, from, until) => expect(move(key, from, 100, 10)).toBe(until));
  it("goes nowhere by other keys or in an empty grid", () => expect([move("x", 1, 9, 3), move("End", 0, 0, 3)]).toEqual([null, null]));
  it("covers a range from either end", () => expect([range(2, 4), range(4, 2)]).toEqual([[2, 3, 4], [2, 3, 4]]));
});

describe("the grid", () => {
  it("draws only the rows in sight and tells the true total", async () => {
    const { grid } = await show({ loaded: 5000, total: 10_000 });
    expect(grid).toHaveAttribute("aria-rowcount", "10001");
    expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
  });

  it("moves its cursor with the arrow keys", async () => {
    const { user, cursor } = await show();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    expect(cursor()).toBe("3");
  });

  it("opens the row at the cursor with Enter, and a row by double click", async () => {
    const { user, grid, onopen } = await show();
    await user.keyboard("{ArrowDown}{Enter}");
    await user.dblClick(within(grid).getByText("row 4"));
    expect(onopen.mock.calls.map(([row]) => row.id)).toEqual(["row 1", "row 4"]);
  });

  it("selects with Space, extends with Shift, keeps with Ctrl, clears with Escape", async () => {
    const { user, selected } = await show();
    await user.keyboard("{ArrowDown} {Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect([...selected]).toEqual(["row 1", "row 2", "row 3"]);
    await user.keyboard("{Control>}{ArrowDown}{/Control} ");
    expect(selected.size).toBe(4);
    await user.keyboard("{Escape}");
    expect(selected.size).toBe(0);
    await user.keyboard("{Control>}a{/Control}");
    expect(selected.size).toBe(100);
  });

  it("selects by pressing: Ctrl adds, Shift takes everything between, the tick box toggles", async () => {
    const { user, grid, selected } = await show();
    const press = (name: string) => user.click(within(grid).getByText(name));
    await user.keyboard("{Control>}");
    await press("row 2");
    await user.keyboard("{/Control}{Shift>}");
    await press("row 4");
    await user.keyboard("{/Shift}");
    expect([...selected]).toEqual(["row 2", "row 3", "row 4"]);
    await user.click(within(grid).getByRole("checkbox", { name: "Select all" }));
    expect(selected.size).toBe(100);
  });

  it("asks for deletion of the cursor's row when nothing is selected", async () => {
    const { user, selected, ondelete } = await show();
    await user.keyboard("{ArrowDown}{Delete}");
    expect([...selected]).toEqual(["row 1"]);
    expect(ondelete).toHaveBeenCalledOnce();
  });

  it("turns the order round by its head", async () => {
    const { user, grid, onsort } = await show();
    expect(within(grid).getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
    await user.click(within(grid).getByRole("button", { name: "Name" }));
    await user.click(within(grid).getByRole("button", { name: "Size" }));
    expect(onsort.mock.calls).toEqual([["name"], ["size"]]);
  });

  it("asks for more when rows that are not loaded come into sight", async () => {
    const { onreach } = await show({ loaded: 3, total: 50 });
    expect(onreach.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(3);
  });

  it("passes the accessibility audit", async () => {
    const { container } = await show();
    expect(await audit(container)).toEqual([]);
  });
});
