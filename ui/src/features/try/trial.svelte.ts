import type { Failure, ModelVersion } from "$lib/ipc/bindings";
import { toFailure } from "$lib/ipc/error";
import { formatRequest, type InferRequest, isRequest, shapesOf } from "$lib/request";
import { blank, type Field, type FieldValue, type Form, formOf, isFloat, wrong } from "./fields";
import { locate } from "./locate";
import { interpret, type Result } from "./result";
import { fromRequest, toRequest } from "./rows";

/** What is scored: a version without an endpoint, or the endpoint that serves it. */
export interface Target {
  version: ModelVersion;
  /** The endpoint's name and address; null for a version alone. */
  endpoint: { name: string; url: string; auth: boolean } | null;
}

/** Sends one request to the target. */
export type Scorer = (input: unknown) => Promise<unknown>;

/** A scored request. */
export interface Scored {
  result: Result;
  /** From the press to the answer, in ms. */
  took: number;
  /** What was sent, to tell whether the entries have changed since. */
  sent: string;
}

/** One try of a model: its form or its JSON, and what was answered. */
export class Trial {
  readonly form: Form;
  /** The sample's rows in the form's order; empty where there is no sample. */
  readonly samples: FieldValue[][];
  /** The row on the form. */
  values = $state<FieldValue[]>([]);
  /** How the request is entered. */
  mode = $state<"form" | "json">("form");
  /** The request as JSON, in JSON mode. */
  text = $state("");
  scored = $state.raw<Scored | null>(null);
  running = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** Whether Score was pressed with values that cannot be sent. */
  checked = $state(false);
  /** Counts how often the form was filled anew, so that half-typed text goes. */
  filled = $state(0);
  #sample = 0;

  readonly target: Target;
  readonly #score: Scorer;
  readonly #request: unknown;

  constructor(target: Target, sample: unknown, score: Scorer, clock = () => performance.now()) {
    this.target = target;
    this.#score = score;
    this.#request = sample;
    this.#clock = clock;
    this.form = formOf(target.version, shapesOf(sample));
    const rows = "fields" in this.form ? fromRequest(this.form.inputs, sample) : [];
    this.samples = typeof rows === "string" ? [] : rows;
    this.values = this.samples[0] ? [...this.samples[0]] : this.fields.map(blank);
    if ("reason" in this.form) {
      this.mode = "json";
      this.text = formatRequest(sample);
    }
  }
  readonly #clock: () => number;

  get fields(): Field[] {
    return "fields" in this.form ? this.form.fields : [];
  }

  /** What is wrong with each field's value; nothing where it can be sent. */
  readonly problems = $derived.by(() => this.fields.map((field, i) => wrong(field, this.values[i] ?? null)));

  /** The field that the last refusal names. */
  readonly blamed = $derived.by(() =>
    this.failure && this.mode === "form" ? locate(this.failure.message, this.fields) : null,
  );

  /** The request on the screen, or why there is none. */
  readonly request = $derived.by((): { value: unknown } | { problem: string } => {
    if (this.mode === "form" && "inputs" in this.form)
      return { value: toRequest(this.form.inputs, [[...this.values]]) };
    try {
      return { value: JSON.parse(this.text) as unknown };
    } catch (thrown) {
      return { problem: `This is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}` };
    }
  });

  /** The request on the screen as a person reads it. */
  readonly body = $derived.by(() =>
    "value" in this.request ? formatRequest(this.request.value) : this.text,
  );

  /** The request for a snippet; null where it is not one of the protocol's. */
  readonly snippetRequest = $derived.by((): InferRequest | null =>
    "value" in this.request && isRequest(this.request.value) ? this.request.value : null,
  );

  /** Whether the entries have changed since they were scored. */
  readonly outdated = $derived.by(() => this.scored !== null && this.scored.sent !== this.body);

  /** Whether a field may be missing. */
  static nullable(field: Field): boolean {
    return isFloat(field.datatype);
  }

  async score(): Promise<void> {
    this.checked = true;
    if (this.running || !("value" in this.request)) return;
    if (this.mode === "form" && this.problems.some(Boolean)) return;
    const [sent, start] = [this.body, this.#clock()];
    this.running = true;
    this.failure = null;
    try {
      const response = await this.#score(this.request.value);
      this.scored = { result: interpret(response, this.target.version), took: this.#clock() - start, sent };
      this.checked = false;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.running = false;
    }
  }

  /** Fills the form with the next row of the sample. */
  nextSample(): void {
    if (this.samples.length > 0) this.#fill((this.#sample + 1) % this.samples.length);
  }

  /** Puts the form back to where it began. */
  reset(): void {
    this.#fill(0);
    if (this.mode === "json")
      this.text = "reason" in this.form ? formatRequest(this.#request) : this.#formText();
    this.scored = null;
  }

  /** Changes how the request is entered; the request stays the same. Gives the reason where the form cannot show it. */
  enter(mode: "form" | "json"): string | null {
    if (mode === this.mode) return null;
    if (mode === "json") {
      this.text = this.#formText();
    } else {
      if ("reason" in this.form) return this.form.reason;
      if ("problem" in this.request) return this.request.problem;
      const rows = fromRequest(this.form.inputs, this.request.value);
      if (typeof rows === "string") return rows;
      this.values = [...(rows[0] ?? this.values)];
      this.filled += 1;
    }
    this.mode = mode;
    this.failure = null;
    this.checked = false;
    return null;
  }

  #fill(sample: number): void {
    this.#sample = sample;
    this.values = this.samples[sample] ? [...(this.samples[sample] ?? [])] : this.fields.map(blank);
    this.filled += 1;
    this.failure = null;
    this.checked = false;
  }

  #formText(): string {
    return "inputs" in this.form ? formatRequest(toRequest(this.form.inputs, [[...this.values]])) : this.text;
  }
}
