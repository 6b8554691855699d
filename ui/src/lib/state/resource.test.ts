import { flushSync } from "svelte";
import { describe, expect, it, vi } from "vitest";
import { connect } from "$lib/ipc/client";
import type { ModelVersion } from "$lib/ipc/bindings";
import { endpoint, fakeHost, refusal, version } from "../../../tests/support";
import { Resource } from "./resource.svelte";

const named = (name: string) => ({ name, description: "", tags: {}, look_alikes: [], versions: [version({ name })] });

describe("a resource", () => {
  it("is pending, then has data", async () => {
    connect(fakeHost({ model_show: ({ name }) => named(name) }).transport);
    const model = new Resource("model_show");
    model.point({ name: "iris" }, false);
    expect([model.pending, model.loading]).toEqual([true, true]);
    await vi.waitFor(() => expect(model.data?.name).toBe("iris"));
    expect([model.pending, model.loading, model.error]).toEqual([false, false, null]);
  });

  it("keeps its data and says so when a refresh fails", async () => {
    let broken = false;
    connect(
      fakeHost({
        model_show: ({ name }) => {
          if (broken) throw refusal("io", "the disk is gone");
          return named(name);
        },
      }).transport,
    );
    const model = new Resource("model_show");
    model.point({ name: "iris" }, false);
    await vi.waitFor(() => expect(model.data).toBeDefined());
    broken = true;
    model.refresh();
    await vi.waitFor(() => expect(model.error?.code).toBe("io"));
    expect([model.data?.name, model.stale]).toEqual(["iris", true]);
  });

  it("ignores an answer that a newer request has overtaken", async () => {
    const waiting = new Map<string, () => void>();
    connect(
      fakeHost({ model_show: ({ name }) => new Promise((done) => waiting.set(name, () => done(named(name)))) }).transport,
    );
    const model = new Resource("model_show");
    model.point({ name: "old" }, false);
    model.point({ name: "new" }, false);
    await vi.waitFor(() => expect(waiting.size).toBe(2));
    waiting.get("new")?.();
    waiting.get("old")?.();
    await vi.waitFor(() => expect(model.data?.name).toBe("new"));
    flushSync();
    expect(model.data?.name).toBe("new");
  });

  it("turns refreshes during a fetch into one more fetch", async () => {
    const answers: (() => void)[] = [];
    const host = fakeHost({ endpoint_show: () => new Promise((done) => answers.push(() => done(endpoint()))) });
    connect(host.transport);
    const shown = new Resource("endpoint_show");
    shown.point({ name: "iris" }, false);
    shown.refresh();
    shown.refresh();
    await vi.waitFor(() => expect(answers).toHaveLength(1));
    answers[0]?.();
    await vi.waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.();
    await vi.waitFor(() => expect(shown.loading).toBe(false));
    expect(host.asked("endpoint_show")).toHaveLength(2);
  });

  it("is concerned by the topics that its command reads", () => {
    const model = new Resource("version_show");
    expect([model.concernedBy(["models"]), model.concernedBy(["records"])]).toEqual([true, false]);
  });

  it("keeps the last data for other arguments only when it is told to", async () => {
    connect(fakeHost({ version_show: ({ reference }): ModelVersion => version({ name: reference }) }).transport);
    const shown = new Resource("version_show");
    shown.point({ reference: "a" }, true);
    await vi.waitFor(() => expect(shown.data?.name).toBe("a"));
    shown.point({ reference: "b" }, true);
    expect(shown.data?.name).toBe("a");
    shown.point({ reference: "c" }, false);
    expect(shown.data).toBeUndefined();
  });
});
