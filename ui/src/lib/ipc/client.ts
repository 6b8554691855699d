import { type Commands, topics } from "./bindings";
import { CallError, toFailure } from "./error";
import { dispatch } from "./events";
import type { Desktop, Transport } from "./transport";

/** A command's name. */
export type Command = keyof Commands;
/** What a command takes. */
export type Args<C extends Command> = Commands[C]["args"];
/** What a command gives. */
export type Out<C extends Command> = Commands[C]["out"];

let current: { transport: Transport; stop: () => void } | undefined;

/** Makes `transport` the one that every call goes through, and its events the ones that are heard. */
export function connect(transport: Transport): void {
  current?.stop();
  current = { transport, stop: transport.listen(dispatch) };
}

/**
 * Runs one command of the command table.
 * What it writes is announced at once, so that open views refresh without waiting for the pushed event.
 * @throws CallError with the program's Failure
 */
export async function call<C extends Command>(command: C, args: Args<C>): Promise<Out<C>> {
  if (!current) throw new CallError({ code: "unavailable", message: "The window is not connected", hint: null });
  try {
    const out = await current.transport.call(command, args);
    const { writes } = topics[command];
    if (writes.length > 0) dispatch({ type: "changed", topics: writes });
    return out as Out<C>;
  } catch (thrown) {
    throw new CallError(toFailure(thrown));
  }
}

/** Native dialogs and drops, or null in a plain browser. */
export function desktop(): Desktop | null {
  return current?.transport.desktop ?? null;
}
