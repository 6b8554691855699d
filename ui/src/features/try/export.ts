import type { Field, FieldValue } from "./fields";
import type { Outcome } from "./scoring";
import type { Sheet } from "./sheet";

/** Rows as tab-separated text, as a spreadsheet gives it. */
export function asText(fields: Field[], rows: FieldValue[][]): string {
  const head = fields.map((field) => field.label).join("\t");
  return [
    head,
    ...rows.map((row) => row.map((value) => (value === null ? "" : String(value))).join("\t")),
  ].join("\n");
}

/** A sheet with its predictions as tab-separated text: the answer, a column for each class, and why a row was refused. */
export function withPredictions(fields: Field[], sheet: Sheet, outcomes: (Outcome | undefined)[]): string {
  const classes = classesOf(outcomes);
  const head = [
    ...fields.map((field) => field.label),
    "prediction",
    ...classes.map((name) => `probability of ${name}`),
    "refused",
  ];
  const lines = sheet.rows.map(({ cells }, i) => {
    const outcome = outcomes[i];
    const answer = outcome && "answer" in outcome ? outcome.answer : null;
    const bars = classes.map((name) => answer?.bars.find((bar) => bar.label === name)?.value ?? "");
    const refused = outcome && "failure" in outcome ? outcome.failure.message : "";
    return [...cells, answer?.value ?? "", ...bars, refused];
  });
  return [head, ...lines]
    .map((cells) => cells.map((cell) => String(cell).replaceAll(/[\t\n]/g, " ")).join("\t"))
    .join("\n");
}

/** The classes of the first answer that has any. */
export function classesOf(outcomes: (Outcome | undefined)[]): string[] {
  for (const outcome of outcomes) {
    if (outcome && "answer" in outcome && outcome.answer.bars.length > 0)
      return outcome.answer.bars.map((bar) => bar.label);
  }
  return [];
}
