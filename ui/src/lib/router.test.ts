import { beforeEach, describe, expect, it, vi } from "vitest";
import { href, parse, type Route, router, to } from "./router.svelte";

describe("addresses", () => {
  it.each<[string, Route]>([
    ["#/models", to.models()],
    ["#/models?filter=task%3Dfraud", to.models("task=fraud")],
    ["#/models?rows=versions&sort=-size", to.models("", "versions", "-size")],
    ["#/models/iris", to.model("iris")],
    ["#/models/iris/2", to.model("iris", 2)],
    ["#/models/a%20b%2Fc", to.model("a b/c")],
    ["#/models/iris/2/graph", to.graph("iris", 2)],
    ["#/endpoints", to.endpoints()],
    ["#/endpoints/iris", to.endpoint("iris")],
    ["#/try", to.tryModel()],
    ["#/try?model=iris%3A2", to.tryModel("iris:2")],
    ["#/try?endpoint=iris", to.tryEndpoint("iris")],
    ["#/import", to.importing()],
    ["#/import?path=%2Fa+b", to.importing("/a b")],
    ["#/watched", to.watched()],
    ["#/trash", to.trash()],
    ["#/settings", to.settings()],
  ])("%s goes there and back", (address, route) => {
    expect(parse(address)).toEqual(route);
    expect(href(route)).toBe(address);
  });

  it.each(["", "#", "#/", "#/nowhere"])("%j is the list of models", (address) => expect(parse(address)).toEqual(to.models()));
  it.each(["#/models/iris/x", "#/models/iris/0"])("%s names no version", (address) => expect(parse(address)).toEqual(to.model("iris")));
  it("survives a broken escape", () => expect(parse("#/models/%E0%A4%A")).toEqual(to.model("%E0%A4%A")));
});

describe("history", () => {
  beforeEach(() => {
    history.replaceState(null, "", "#/models");
    return router.start();
  });

  it("starts where the address points, with nowhere to go back to", () => {
    expect(router.route).toEqual(to.models());
    expect([router.canGoBack, router.canGoForward]).toEqual([false, false]);
  });

  it("goes on, back and forward", async () => {
    router.go(to.model("iris"));
    expect([location.hash, router.canGoBack]).toEqual(["#/models/iris", true]);
    router.back();
    await vi.waitFor(() => expect(router.route).toEqual(to.models()));
    expect([router.canGoBack, router.canGoForward]).toEqual([false, true]);
    router.forward();
    await vi.waitFor(() => expect(router.route).toEqual(to.model("iris")));
  });

  it("follows a link as a step of its own", async () => {
    location.hash = "#/settings";
    await vi.waitFor(() => expect(router.route).toEqual(to.settings()));
    expect(router.canGoBack).toBe(true);
  });

  it("replaces the place without a step", () => {
    router.replace(to.models("task=x"));
    expect([router.route, router.canGoBack]).toEqual([to.models("task=x"), false]);
  });
});
