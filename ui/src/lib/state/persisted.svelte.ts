/** One setting of this window, kept by the web view's own storage. */
export class Persisted<T> {
  #key: string;
  #value: T;

  constructor(key: string, initial: T, legal: (value: unknown) => value is T) {
    this.#key = `vitrine.${key}`;
    this.#value = $state.raw(read(this.#key, initial, legal));
  }

  /** The current value; setting it keeps it. */
  get value(): T {
    return this.#value;
  }

  set value(value: T) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, JSON.stringify(value));
    } catch {
      // Storage may be switched off; the setting then lasts as long as the window.
    }
  }
}

function read<T>(key: string, initial: T, legal: (value: unknown) => value is T): T {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return legal(value) ? value : initial;
  } catch {
    return initial;
  }
}
