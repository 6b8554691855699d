import { expect, it, vi } from "vitest";
import { CallError } from "$lib/ipc/error";
import type { FieldValue } from "./fields";
import type { Answer } from "./result";
import { scoreRows } from "./scoring";

const answer = (value: string): Answer => ({ output: "label", value, bars: [], shares: false });
const rows = Array.from({ length: 16 }, (_, i) => [i]);

it("16 good rows cost one request", async () => {
  const score = vi.fn(async (asked: FieldValue[][]) => asked.map(([value]) => answer(String(value))));
  const outcomes = await scoreRows(rows, score);
  expect(score).toHaveBeenCalledTimes(1);
  expect(outcomes.map((outcome) => "answer" in outcome && outcome.answer.value)).toEqual(
    rows.map(([i]) => String(i)),
  );
});

it("one refused row keeps its place, the others are answered", async () => {
  const score = vi.fn(async (asked: FieldValue[][]) => {
    if (asked.some(([value]) => value === 5)) {
      throw new CallError({ code: "invalid_input", message: "five is refused", hint: null });
    }
    return asked.map(([value]) => answer(String(value)));
  });
  const outcomes = await scoreRows(rows, score);
  expect(
    outcomes.flatMap((outcome, i) => ("failure" in outcome ? [[i, outcome.failure.message]] : [])),
  ).toEqual([[5, "five is refused"]]);
  expect(score.mock.calls.length).toBeLessThan(12);
});

it("a sheet of nothing but refused rows does not cost a request for each", async () => {
  const score = vi.fn(async () => {
    throw new CallError({ code: "invalid_input", message: "refused", hint: null });
  });
  expect(
    await scoreRows(
      Array.from({ length: 1000 }, (_, i) => [i]),
      score,
    ),
  ).toHaveLength(1000);
  expect(score.mock.calls.length).toBeLessThan(140);
});

it("what is not about the rows is not tried again", async () => {
  const score = vi.fn(async () => {
    throw new CallError({ code: "unavailable", message: "no host", hint: null });
  });
  expect(await scoreRows(rows, score)).toHaveLength(16);
  expect(score).toHaveBeenCalledTimes(1);
});
