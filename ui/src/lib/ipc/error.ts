import type { ErrorCode, Failure } from "./bindings";

/** A refused or failed command, with the program's own words. */
export class CallError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
    this.name = "CallError";
  }
}

/** Reads whatever a transport threw; what is not a Failure is a defect or a lost connection. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof CallError) return thrown.failure;
  if (isFailure(thrown)) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", message, hint: null };
}

/** A short title for a failure, where a view has none of its own. */
export function titleOf(failure: Failure): string {
  return TITLES[failure.code] ?? "It did not work";
}

/** Message and hint as one text, for a toast or the clipboard. */
export function sentence(failure: Failure): string {
  const message = /[.!?]$/.test(failure.message) ? failure.message : `${failure.message}.`;
  return failure.hint ? `${message} ${capital(failure.hint)}` : message;
}

const TITLES: Record<ErrorCode, string> = {
  invalid_input: "That cannot be used",
  unauthorized: "The key was refused",
  not_found: "It does not exist",
  conflict: "It exists already",
  in_use: "It is in use",
  busy: "Another program holds it",
  too_large: "It is too large",
  unsupported: "It cannot be run here",
  unavailable: "It is not ready",
  timeout: "It took too long",
  cancelled: "Cancelled",
  io: "Reading or writing failed",
  internal: "Something went wrong in Vitrine",
};

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && "code" in value && "message" in value;
}
