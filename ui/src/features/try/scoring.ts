import type { ErrorCode, Failure } from "$lib/ipc/bindings";
import { toFailure } from "$lib/ipc/error";
import type { FieldValue } from "./fields";
import type { Answer } from "./result";

/** What became of one row. */
export type Outcome = { answer: Answer } | { failure: Failure };

type Score = (rows: FieldValue[][]) => Promise<Answer[]>;

/** Failures that are not about the rows: the same request without some of them would fail too. */
const NOT_ABOUT_ROWS: readonly ErrorCode[] = [
  "unauthorized",
  "not_found",
  "busy",
  "unavailable",
  "timeout",
  "cancelled",
  "io",
];
/** So many requests are spent on telling refused rows from good ones; what is left then shares its refusal. */
const REQUESTS = 128;

/**
 * Scores rows in one request. Where it is refused, the rows are halved until the refused ones stand alone,
 * so that one bad row costs a few requests and the good ones are still answered.
 */
export function scoreRows(rows: FieldValue[][], score: Score): Promise<Outcome[]> {
  return rows.length === 0 ? Promise.resolve([]) : halve(rows, score, { left: REQUESTS });
}

async function halve(rows: FieldValue[][], score: Score, budget: { left: number }): Promise<Outcome[]> {
  budget.left -= 1;
  try {
    const answers = await score(rows);
    return rows.map((_, i) => outcomeOf(answers[i]));
  } catch (thrown) {
    const failure = toFailure(thrown);
    if (rows.length === 1 || budget.left < 2 || NOT_ABOUT_ROWS.includes(failure.code))
      return rows.map(() => ({ failure }));
    const middle = Math.ceil(rows.length / 2);
    const first = await halve(rows.slice(0, middle), score, budget);
    return [...first, ...(await halve(rows.slice(middle), score, budget))];
  }
}

function outcomeOf(answer: Answer | undefined): Outcome {
  return answer
    ? { answer }
    : { failure: { code: "internal", message: "The answer has no row for it", hint: null } };
}
