import type { Event as AppEvent } from "./bindings";
import type { Transport } from "./transport";

/** The same commands over plain HTTP, for a browser: `?host=http://127.0.0.1:8390&token=…` in the page's address. */
export function httpTransport(address: URL): Transport {
  const host = (address.searchParams.get("host") ?? address.origin).replace(/\/$/, "");
  const token = address.searchParams.get("token") ?? "";
  return {
    call: (command, args) => post(`${host}/api/rpc/${command}`, token, args),
    listen: (onEvent) => {
      const source = new EventSource(`${host}/api/events?token=${encodeURIComponent(token)}`);
      let lost = false;
      source.onerror = () => (lost = true);
      source.onopen = () => {
        // What was announced while the connection was down is unknown, so everything may be stale.
        if (lost) onEvent({ type: "changed", topics: ["models", "endpoints", "records", "workspace"] });
        lost = false;
      };
      source.onmessage = (message) => onEvent(JSON.parse(message.data) as AppEvent);
      return () => source.close();
    },
    desktop: null,
  };
}

async function post(url: string, token: string, args: unknown): Promise<unknown> {
  const answer = await reach(url, token, args);
  const body: unknown = await answer.json().catch(() => null);
  if (answer.ok) return body;
  throw typeof body === "object" && body !== null && "error" in body
    ? body.error
    : { code: "internal", message: `The host answered ${answer.status} without saying why`, hint: null };
}

async function reach(url: string, token: string, args: unknown): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(args),
    });
  } catch {
    const message = `No host answers at ${new URL(url).origin}`;
    throw { code: "unavailable", message, hint: "Start one with vitrine serve, then reload this page." };
  }
}
