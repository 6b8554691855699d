/** One line about something that just happened. */
export interface Toast {
  /** What happened, in the past tense. */
  title: string;
  /** A fact more: how much, where. */
  detail?: string;
  /** A failed one stays until it is dismissed. */
  tone?: "done" | "failed";
  /** What can be done about it. */
  action?: { label: string; kbd?: string; run: () => void };
}

const MOST = 3;
let last = 0;

/** The toasts in sight, oldest first. */
export const toasts = $state<(Toast & { id: number })[]>([]);

/** Shows a toast, and gives its id; the oldest goes when there are more than three. */
export function toast(said: Toast): number {
  last += 1;
  toasts.push({ ...said, id: last });
  if (toasts.length > MOST) toasts.shift();
  return last;
}

/** Takes one toast away. */
export function dismiss(id: number): void {
  const at = toasts.findIndex((shown) => shown.id === id);
  if (at >= 0) toasts.splice(at, 1);
}
