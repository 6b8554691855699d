import { Persisted } from "$lib/state/persisted.svelte";
import { moved, type Widths } from "$lib/ui/columns";

interface Layout {
  shown: string[];
  widths: Widths;
}

/** The columns that are shown until somebody chooses. */
export const USUAL = ["name", "latest", "tags", "framework", "metric", "endpoint", "size", "updated"];
const FIXED = "name";

/** Which columns the list shows, in which order and how wide; kept between starts. */
class ColumnLayout {
  #kept = new Persisted<Layout>("columns", { shown: USUAL, widths: {} }, isLayout);

  /** The keys of the shown columns, in order. */
  get shown(): readonly string[] {
    return this.#kept.value.shown;
  }

  /** Widths that were chosen, in rem. */
  get widths(): Widths {
    return this.#kept.value.widths;
  }

  /** Whether the columns are those that nobody chose. */
  get usual(): boolean {
    return this.shown.join() === USUAL.join();
  }

  /** Whether anything differs from what nobody chose. */
  get changed(): boolean {
    return !this.usual || Object.keys(this.widths).length > 0;
  }

  show(key: string, on: boolean): void {
    if (key === FIXED || on === this.shown.includes(key)) return;
    this.#keep({ shown: on ? [...this.shown, key] : this.shown.filter((other) => other !== key) });
  }

  move = (key: string, before: string | null): void => this.#keep({ shown: moved(this.shown, key, before) });

  resize = (key: string, rem: number | null): void => {
    const { [key]: _, ...others } = this.widths;
    this.#keep({ widths: rem === null ? others : { ...others, [key]: rem } });
  };

  reset(): void {
    this.#keep({ shown: USUAL, widths: {} });
  }

  #keep(part: Partial<Layout>): void {
    this.#kept.value = { ...this.#kept.value, ...part };
  }
}

export const columnLayout = new ColumnLayout();

function isLayout(value: unknown): value is Layout {
  if (typeof value !== "object" || value === null || !("shown" in value) || !("widths" in value)) return false;
  const { shown, widths } = value;
  const keys = Array.isArray(shown) && shown[0] === FIXED && shown.every((key) => typeof key === "string");
  return keys && typeof widths === "object" && widths !== null && Object.values(widths).every((rem) => typeof rem === "number");
}
