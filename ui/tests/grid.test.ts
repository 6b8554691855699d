import { render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { move, range } from "$lib/ui/grid";
import { Selection } from "$lib/ui/selection.svelte";
import GridSample from "./GridSample.svelte";
import { audit } from "./support";

async function show(given: { loaded?: number; total?: number } = {}) {
  const selection = new Selection<{ id: string; size: number }>();
  const onseek = vi.fn(async (begins: string, _from: number): Promise<number | null> => ("row 70".startsWith(begins) ? 70 : null));
  const heard = { onopen: vi.fn(), onsort: vi.fn(), onseen: vi.fn(), onspan: vi.fn(), onseek, onresize: vi.fn(), onmove: vi.fn(), ondelete: vi.fn() };
  const { container } = render(GridSample, { loaded: 100, total: 100, selection, ...heard, ...given });
  const grid = screen.getByRole("grid", { name: "Rows" });
  const user = userEvent.setup();
  grid.focus();
  const cursor = () => document.getElementById(grid.getAttribute("aria-activedescendant") ?? "")?.getAttribute("aria-rowindex");
  return { container, grid, user, selection, cursor, selected: () => [...selection.picked.keys()], ...heard };
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
    const { user, selected, selection } = await show();
    await user.keyboard("{ArrowDown} {Shift>}{ArrowDown}{ArrowDown}{/Shift}");
    expect(selected()).toEqual(["row 1", "row 2", "row 3"]);
    await user.keyboard("{Control>}{ArrowDown}{/Control} ");
    expect(selected()).toHaveLength(4);
    await user.keyboard("{Escape}");
    expect(selected()).toHaveLength(0);
    await user.keyboard("{Control>}a{/Control}");
    expect(selection.size(100)).toBe(100);
  });

  it("selects everything in a list of which little is loaded, and leaves out what is unticked", async () => {
    const { user, selection } = await show({ loaded: 100, total: 1_000_000 });
    await user.keyboard("{Control>}a{/Control}{ArrowDown} ");
    expect([selection.all, selection.size(1_000_000), selection.has("row 1"), selection.has("row 777777")]).toEqual([true, 999_999, false, true]);
  });

  it("leaves a span that is not loaded to who loads", async () => {
    const { user, onspan } = await show({ loaded: 100, total: 1_000_000 });
    await user.keyboard("{Shift>}{End}{/Shift}");
    expect(onspan.mock.calls).toEqual([[0, 999_999]]);
  });

  it("selects by pressing: Ctrl adds, Shift takes everything between, the tick box toggles", async () => {
    const { user, grid, selected, selection } = await show();
    const press = (name: string) => user.click(within(grid).getByText(name));
    await user.keyboard("{Control>}");
    await press("row 2");
    await user.keyboard("{/Control}{Shift>}");
    await press("row 4");
    await user.keyboard("{/Shift}");
    expect(selected()).toEqual(["row 2", "row 3", "row 4"]);
    await user.click(within(grid).getByRole("checkbox", { name: "Select all" }));
    expect(selection.size(100)).toBe(100);
  });

  it("asks for deletion of the cursor's row when nothing is selected", async () => {
    const { user, selected, ondelete } = await show();
    await user.keyboard("{ArrowDown}{Delete}");
    expect(selected()).toEqual(["row 1"]);
    expect(ondelete).toHaveBeenCalledOnce();
  });

  it("goes to the next row whose name is typed, and steps on by one letter again and again", async () => {
    const { user, cursor, onseek } = await show();
    await user.keyboard("ro");
    await vi.waitFor(() => expect(cursor()).toBe("72"));
    expect(onseek.mock.calls).toEqual([["r", 1], ["ro", 70]]);
    onseek.mockClear();
    await user.keyboard("wz");
    expect(await screen.findByText("no row begins so")).toBeVisible();
    expect([cursor(), onseek.mock.calls.at(-1)?.[0]]).toEqual(["72", "rowz"]);
  });

  it("steps through the rows with a letter, and leaves other keys to others", async () => {
    const { user, onseek, selected } = await show();
    await user.keyboard("rrr");
    expect(onseek.mock.calls.map(([begins]) => begins)).toEqual(["r", "r", "r"]);
    await user.keyboard("? {Control>}x{/Control}");
    expect([onseek.mock.calls.length, selected().length]).toEqual([3, 1]);
  });

  it("turns the order round by its head", async () => {
    const { user, grid, onsort } = await show();
    expect(within(grid).getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
    await user.click(within(grid).getByRole("button", { name: "Name" }));
    await user.click(within(grid).getByRole("button", { name: "Size" }));
    expect(onsort.mock.calls).toEqual([["name"], ["size"]]);
  });

  it("says which rows are in sight, at the end of a million too", async () => {
    const { user, cursor, grid, onseen } = await show({ loaded: 3, total: 1_000_000 });
    expect(onseen.mock.calls[0]).toEqual([0, 17]);
    await user.keyboard("{End}");
    expect([onseen.mock.calls.at(-1)?.[1], cursor()]).toEqual([999_999, "1000001"]);
    expect(within(grid).getAllByRole("row").length).toBeLessThan(60);
  });

  it("is led into its head by the arrow up, and sorts, resizes and moves columns there", async () => {
    const { user, grid, onsort, onresize, onmove } = await show();
    await user.keyboard("{ArrowUp}");
    expect(within(grid).getByRole("columnheader", { name: "Name" })).toHaveFocus();
    await user.keyboard("{ArrowRight}{Enter}");
    expect(onsort.mock.calls).toEqual([["size"]]);
    await user.keyboard("{Shift>}{ArrowRight}{/Shift}");
    expect(onresize.mock.calls[0]?.[0]).toBe("size");
    await user.keyboard("{Control>}{ArrowRight}{/Control}");
    expect(onmove.mock.calls).toEqual([["size", null]]);
    await user.keyboard("{ArrowDown}");
    expect(grid).toHaveFocus();
  });

  it("passes the accessibility audit", async () => {
    const { container } = await show();
    expect(await audit(container)).toEqual([]);
  });
});
