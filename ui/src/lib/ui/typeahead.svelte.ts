/** Gives the place of the next row from `from` on whose name begins so, round the end; null where there is none. */
export type Seek = (begins: string, from: number) => Promise<number | null>;

/** How long what was typed is still added to. */
const PAUSE_MS = 1000;
const BEGINS = /^[\p{L}\p{N}]$/u;
const GOES_ON = /^[\p{L}\p{N}_.-]$/u;

/** What somebody types into a list to come to a name. One letter again and again steps through the names with it. */
export class TypeAhead {
  /** What was typed until now; empty a moment after the last key. */
  text = $state("");
  /** Whether no name begins so. */
  missed = $state(false);
  #pause: ReturnType<typeof setTimeout> | undefined;
  #ticket = 0;

  /** Whether a key is a part of a name. */
  takes(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
    return (this.text === "" ? BEGINS : GOES_ON).test(event.key);
  }

  /** Adds a letter, while the cursor is at `at`; gives where to go, or null to stay. */
  async type(letter: string, at: number, seek: Seek): Promise<number | null> {
    const ticket = ++this.#ticket;
    const again = this.text !== "" && [...this.text].every((one) => one === letter);
    const alone = this.text === "" || again;
    this.text += letter;
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => (this.text = ""), PAUSE_MS);
    const found = await seek(again ? letter : this.text, alone ? at + 1 : at).catch(() => undefined);
    if (ticket !== this.#ticket) return null;
    this.missed = found === null;
    return found ?? null;
  }
}
