import type { Candidate, Completion, FilterFault } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import type { Rows } from "./row";

const PAUSE_MS = 50;

/** Candidates under one heading. */
export interface CandidateGroup {
  heading: string;
  candidates: { candidate: Candidate; index: number }[];
}

/** What could be typed next, and what is wrong with what was typed. */
export class Completing {
  /** The last answer; it belongs to the text that was asked about. */
  answer = $state.raw<Completion | null>(null);
  /** Whether the candidates are shown. */
  open = $state(false);
  /** The candidate that Tab takes. */
  chosen = $state(0);
  /** Whether somebody chose by arrow keys, so that Enter takes it too. */
  touched = $state(false);

  #ticket = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  get candidates(): readonly Candidate[] {
    return this.open ? (this.answer?.candidates ?? []) : [];
  }

  /** What is wrong, unless it is only that the word under the caret is not complete. */
  get fault(): FilterFault | null {
    const { answer } = this;
    if (!answer?.fault) return null;
    const typing = this.candidates.length > 0 && answer.fault.to >= answer.from;
    return typing ? null : answer.fault;
  }

  /** Asks after a short pause; with `open`, shows what comes. */
  ask(filter: string, caret: number, rows: Rows, open: boolean): void {
    const ticket = ++this.#ticket;
    clearTimeout(this.#timer);
    if (!open) this.close();
    if (filter === "" && !open) {
      this.answer = null;
      return;
    }
    this.#timer = setTimeout(async () => {
      // A completion that cannot be had is no failure that anybody has to know of: the list itself tells.
      const answer = await call("filter_complete", { filter, caret, rows }).catch(() => null);
      if (ticket !== this.#ticket) return;
      this.answer = answer;
      this.open = open && answer !== null && more(answer, filter);
      this.chosen = 0;
      this.touched = false;
    }, PAUSE_MS);
  }

  /** Chooses the next or the one before, round and round. */
  choose(step: number): void {
    const { length } = this.candidates;
    if (length === 0) return;
    this.chosen = (this.chosen + step + length) % length;
    this.touched = true;
  }

  close(): void {
    this.open = false;
    this.touched = false;
  }

  stop(): void {
    this.#ticket += 1;
    clearTimeout(this.#timer);
  }
}

/** Whether there is anything to take that does not stand there already. */
function more({ from, to, candidates }: Completion, filter: string): boolean {
  return candidates.some(({ insert }) => insert !== filter.slice(from, to));
}

/** The candidates by what they are, in the order in which they came. */
export function grouped(candidates: readonly Candidate[], headings: Record<Candidate["kind"], string>): CandidateGroup[] {
  const groups = new Map<string, CandidateGroup>();
  candidates.forEach((candidate, index) => {
    const heading = headings[candidate.kind];
    const group = groups.get(heading) ?? { heading, candidates: [] };
    group.candidates.push({ candidate, index });
    groups.set(heading, group);
  });
  return [...groups.values()];
}

/** A text with the candidate put in place of what was typed, and where the caret goes. */
export function completed(text: string, { from, to }: Completion, insert: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + insert + text.slice(to), caret: from + insert.length };
}
