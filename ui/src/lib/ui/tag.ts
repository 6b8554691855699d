type Read = { ok: true; key: string; value: string } | { ok: false; problem: string };

const LEGAL_KEY = /^[\p{Alphabetic}\p{Number}._/-]{1,128}$/u;

/** Reads `key=value` as the registry does; the value may hold further `=`. */
export function readTag(text: string): Read {
  const at = text.indexOf("=");
  const key = text.slice(0, Math.max(at, 0)).trim();
  const value = text.slice(at + 1).trim();
  if (at < 1 || key === "") return { ok: false, problem: "Write key=value" };
  if (!LEGAL_KEY.test(key)) return { ok: false, problem: `The key “${key}” may have letters, digits, - _ . and /` };
  return { ok: true, key, value };
}
