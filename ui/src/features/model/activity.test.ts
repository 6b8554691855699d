import { expect, it } from "vitest";
import type { Activity } from "$lib/ipc/bindings";
import { change, did, who } from "./activity";

const entry = (given: Partial<Activity>): Activity => ({
  id: 1, at: "2026-11-20T14:05:00.000Z", actor: "ann", via: null, subject: "version", model: "iris", version: 2, endpoint: null,
  action: "tag", key: null, before: null, after: null, ...given,
});

it.each<[Partial<Activity>, string]>([
  [{ action: "register" }, "registered v2"],
  [{ action: "tag", key: "task", after: "fraud" }, "set tag task of v2"],
  [{ action: "tag", key: "task", before: "a", after: "b", subject: "model", version: null }, "changed tag task of the model"],
  [{ action: "tag", key: "task", before: "a" }, "removed tag task from v2"],
  [{ action: "alias", subject: "alias", key: "champion", before: "1", after: "2" }, "moved alias champion from v1 to v2"],
  [{ action: "alias", subject: "alias", key: "champion", before: "1" }, "removed alias champion from v1"],
  [{ action: "edit", key: "notes", after: "x" }, "wrote the notes of v2"],
  [{ action: "edit", key: "cpu", before: "2" }, "cleared the processors needed of v2"],
  [{ action: "deploy", subject: "endpoint", endpoint: "iris" }, "deployed v2 as endpoint iris"],
  [{ action: "delete", subject: "endpoint", endpoint: "iris" }, "deleted endpoint iris"],
  [{ action: "delete" }, "deleted v2 for good"],
])("%o reads as %s", (given, sentence) => {
  expect(did(entry(given))).toBe(sentence);
});

it("says through what", () => {
  expect(who(entry({ via: "terminal" }))).toBe("ann in a terminal");
  expect(who(entry({}))).toBe("ann");
});

it("shows from what to what only where the sentence does not", () => {
  expect(change(entry({ action: "edit", key: "memory_bytes", after: "512000000" }))).toEqual({ before: null, after: "512.0\u00a0MB" });
  expect(change(entry({ action: "alias", key: "a", after: "2" }))).toBeNull();
});
