import type { FieldValue } from "./fields";
import { interpret } from "./result";
import { toRequest } from "./rows";
import { type Outcome, scoreRows } from "./scoring";
import { readSheet, type Sheet } from "./sheet";
import type { Scorer, Trial } from "./trial.svelte";

/** Pasted rows with what became of each. */
export class RowSheet {
  sheet = $state.raw<Sheet | null>(null);
  /** One entry a row; undefined while it is not scored yet. */
  outcomes = $state.raw<(Outcome | undefined)[]>([]);
  running = $state(false);
  #trial: Trial;
  #score: Scorer;
  #ticket = 0;

  constructor(trial: Trial, score: Scorer) {
    this.#trial = trial;
    this.#score = score;
  }

  readonly scored = $derived.by(
    () => this.outcomes.filter((outcome) => outcome && "answer" in outcome).length,
  );
  readonly refused = $derived.by(
    () => this.outcomes.filter((outcome) => outcome && "failure" in outcome).length,
  );

  /** Takes a clipboard's text and scores its rows. */
  async paste(text: string): Promise<void> {
    const sheet = readSheet(text, this.#trial.fields);
    const ticket = ++this.#ticket;
    this.sheet = sheet;
    this.outcomes = sheet.rows.map(({ read }) =>
      "reason" in read ? { failure: invalid(read.reason) } : undefined,
    );
    this.running = true;
    const good = sheet.rows.flatMap(({ read }, at) =>
      "values" in read ? [{ at, values: read.values }] : [],
    );
    const scored = await scoreRows(
      good.map(({ values }) => values),
      (rows) => this.#answers(rows),
    );
    if (ticket !== this.#ticket) return;
    const outcomes = [...this.outcomes];
    good.forEach(({ at }, i) => (outcomes[at] = scored[i]));
    this.outcomes = outcomes;
    this.running = false;
  }

  /** Takes the sheet away. */
  clear(): void {
    this.#ticket += 1;
    this.sheet = null;
    this.outcomes = [];
    this.running = false;
  }

  async #answers(rows: FieldValue[][]) {
    const inputs = "inputs" in this.#trial.form ? this.#trial.form.inputs : [];
    return interpret(await this.#score(toRequest(inputs, rows)), this.#trial.target.version).answers;
  }
}

function invalid(message: string) {
  return { code: "invalid_input", message, hint: null } as const;
}
