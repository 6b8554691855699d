import { expect, it, vi } from "vitest";
import { refusal } from "../../../tests/support";
import { PagedRows, type ReadPage } from "./paged.svelte";

/** A list of numbers whose pages answer when told to. */
function list(total: number) {
  const asked: number[] = [];
  const waiting: (() => void)[] = [];
  const read: ReadPage<number> = (offset, limit) => {
    asked.push(offset);
    const rows = Array.from({ length: Math.min(limit, total - offset) }, (_, step) => offset + step);
    return new Promise((done) => waiting.push(() => done({ rows, total })));
  };
  const answer = async () => {
    waiting.splice(0).forEach((done) => done());
    await vi.waitFor(() => expect(waiting.length + asked.length).toBeGreaterThan(0));
    await Promise.resolve();
  };
  return { asked, read, answer };
}

const settled = () => new Promise((done) => setTimeout(done));

async function shown(total: number) {
  const numbers = list(total);
  const rows = new PagedRows<number>();
  const done = rows.show(numbers.read, () => undefined);
  await numbers.answer();
  await done;
  return { ...numbers, rows };
}

it("knows the whole length after its first page, and loads any place that is looked at", async () => {
  const { rows, asked, answer } = await shown(1_000_000);
  expect([rows.total, rows.at(99), rows.at(500_000)]).toEqual([1_000_000, 99, undefined]);
  rows.seen(500_010, 500_030);
  expect(asked).toEqual([0, 500_000, 500_100]);
  await answer();
  await settled();
  expect(rows.at(500_030)).toBe(500_030);
});

it("reads the first place of a dragged list and the one where it rests, not what was passed over", async () => {
  const { rows, asked, answer } = await shown(1_000_000);
  for (let place = 10_000; place <= 900_000; place += 10_000) rows.seen(place, place + 20);
  expect(asked).toEqual([0, 10_000, 10_100]);
  await answer();
  await settled();
  expect(asked).toHaveLength(3);
  await vi.waitFor(() => expect(asked).toContain(900_000));
  await answer();
  await settled();
  expect(rows.at(900_000)).toBe(900_000);
  expect(asked).not.toContain(500_000);
});

it("keeps what it shows when another list is refused, and loads on in the one that stands", async () => {
  const { rows, asked, answer } = await shown(300);
  await rows.show(() => Promise.reject(refusal("invalid_input", "no such operator")), () => undefined);
  expect([rows.error?.message, rows.at(0), rows.total]).toEqual(["no such operator", 0, 300]);
  rows.seen(150, 170);
  await answer();
  await settled();
  expect([rows.at(150), asked.includes(100)]).toEqual([150, true]);
});

it("reads again only what is seen when something changed", async () => {
  const { rows, asked, answer } = await shown(50);
  rows.refresh();
  expect(rows.at(10)).toBe(10);
  await answer();
  await settled();
  expect(asked).toEqual([0, 0]);
});

it("gives rows of any span, page by page", async () => {
  const rows = new PagedRows<number>();
  const read: ReadPage<number> = async (offset, limit) => ({ rows: Array.from({ length: limit }, (_, step) => offset + step), total: 5_000 });
  await rows.show(read, () => undefined);
  const span = await rows.span(10, 2_509, 1_000);
  expect([span.length, span[0], span.at(-1)]).toEqual([2_500, 10, 2_509]);
});
