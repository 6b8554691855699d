/** The filter field's side of the filter language: colours while typing, and terms that chips add and take away. */

/** What a piece of a filter is. */
export type Kind = "key" | "operator" | "value" | "word" | "and" | "space" | "other";

/** One piece; all pieces together are the text again. */
export interface Token {
  kind: Kind;
  text: string;
  start: number;
}

/** One term of a filter and where it stands. */
export interface Term {
  text: string;
  start: number;
  end: number;
  /** Set for `key=value`. */
  pair: { key: string; value: string } | null;
}

const QUOTED = String.raw`"(?:[^"\\]|\\.)*"?`;
const BARE_KEY = String.raw`[\p{Alphabetic}\p{Number}._/-]+`;
const BARE_VALUE = String.raw`[^\s"()<>=!~]+`;
const COMPARISON = new RegExp(String.raw`^(${BARE_KEY}|${QUOTED})(\s*)(!=|<=|>=|[=:~<>])(\s*)(${QUOTED}|${BARE_VALUE})?`, "u");
const WORD = new RegExp(String.raw`^(?:${QUOTED}|${BARE_VALUE})`, "u");
const SPACE = /^\s+/;
const JOINT = /^(?:AND|OR|NOT)(?=\s|$)/;

/** Cuts a filter into pieces to colour. */
export function tokenise(text: string): Token[] {
  return pieces(text).flat();
}

/** The terms of a filter, in the order in which they stand. */
export function terms(text: string): Term[] {
  return pieces(text)
    .filter(([first]) => first !== undefined && ["key", "word", "other"].includes(first.kind))
    .map(termOf);
}

/** Whether the filter has this very term among those that all must hold. */
export function has(text: string, key: string, value: string): boolean {
  return simple(text) && terms(text).some(({ pair }) => pair?.key === key && pair.value === value);
}

/** Adds `key=value`, or takes it away when it is there; what is joined by OR is put in parentheses first. */
export function toggle(text: string, key: string, value: string): string {
  const found = simple(text) ? terms(text).find(({ pair }) => pair?.key === key && pair.value === value) : undefined;
  if (found) return without(text, found);
  const before = tokenise(text).some(({ kind, text: joint }) => kind === "and" && joint === "OR") ? `(${text.trim()})` : text.trim();
  return [before, `${quoteKey(key)}=${quote(value)}`].filter(Boolean).join(" ");
}

/** Whether a filter is nothing but terms that all must hold, so that any one can be taken out. */
export function simple(text: string): boolean {
  return tokenise(text).every(({ kind, text: piece }) => kind !== "other" && (kind !== "and" || piece === "AND"));
}

/** The coloured pieces, with what is wrong cut out of its own; past the end a blank is. */
export function marked(text: string, wrong: { from: number; to: number } | null): (Pick<Token, "kind" | "text"> & { wrong: boolean })[] {
  const from = wrong?.from ?? 0;
  const to = wrong ? Math.max(wrong.to, from + 1) : 0;
  const tokens = tokenise(wrong !== null && from >= text.length ? `${text} ` : text);
  return tokens.flatMap(({ kind, text: piece, start }) => {
    const cut = (at: number) => Math.min(piece.length, Math.max(0, at - start));
    const parts = [[0, cut(from)], [cut(from), cut(to)], [cut(to), piece.length]] as const;
    return parts.map(([begin, end], part) => ({ kind, text: piece.slice(begin, end), wrong: part === 1 })).filter((part) => part.text !== "");
  });
}

/** The filter without its last term. */
export function withoutLast(text: string): string {
  const last = terms(text).at(-1);
  return last ? without(text, last) : "";
}

/** A value as the filter language reads it: in quotes where bare text would not do. */
export function quote(value: string): string {
  return new RegExp(`^${BARE_VALUE}$`, "u").test(value) ? value : JSON.stringify(value);
}

/** Where the program's refusal of a filter points, counted from 0; null when it points nowhere. */
export function problemAt(message: string): number | null {
  const found = /\(character (\d+) of the filter\)/.exec(message);
  return found?.[1] ? Number(found[1]) - 1 : null;
}

function pieces(text: string): Token[][] {
  const found: Token[][] = [];
  let at = 0;
  while (at < text.length) {
    const piece = pieceAt(text, at);
    found.push(piece);
    at = piece.reduce((end, token) => end + token.text.length, at);
  }
  return found;
}

function pieceAt(text: string, at: number): Token[] {
  const rest = text.slice(at);
  const space = SPACE.exec(rest)?.[0];
  if (space) return [{ kind: "space", text: space, start: at }];
  const comparison = COMPARISON.exec(rest);
  if (comparison) return comparisonAt(comparison.slice(1), at);
  const joint = JOINT.exec(rest)?.[0];
  if (joint) return [{ kind: "and", text: joint, start: at }];
  const word = WORD.exec(rest)?.[0];
  return [word ? { kind: "word", text: word, start: at } : { kind: "other", text: [...rest][0] ?? rest, start: at }];
}

function comparisonAt(parts: (string | undefined)[], at: number): Token[] {
  const kinds: Kind[] = ["key", "space", "operator", "space", "value"];
  let start = at;
  return kinds.flatMap((kind, index) => {
    const text = parts[index];
    if (!text) return [];
    const token = { kind, text, start };
    start += text.length;
    return [token];
  });
}

function termOf(piece: Token[]): Term {
  const text = piece.map((token) => token.text).join("");
  const start = piece[0]?.start ?? 0;
  const part = (kind: Kind) => piece.find((token) => token.kind === kind)?.text;
  const [key, operator, value] = [part("key"), part("operator"), part("value")];
  const equal = operator === "=" || operator === ":";
  const pair = key !== undefined && value !== undefined && equal ? { key: unquote(key), value: unquote(value) } : null;
  return { text, start, end: start + text.length, pair };
}

function without(text: string, { start, end }: Term): string {
  const before = text.slice(0, start).replace(/\s*(?:AND\s*)?$/, "");
  const after = text.slice(end).replace(/^\s*(?:AND\s+)?/, "");
  return [before, after].filter(Boolean).join(" ");
}

function unquote(text: string): string {
  return text.startsWith('"') ? text.slice(1).replace(/"$/, "").replace(/\\(.)/g, "$1") : text;
}

function quoteKey(key: string): string {
  return new RegExp(`^${BARE_KEY}$`, "u").test(key) ? key : JSON.stringify(key);
}
