import { expect, it } from "vitest";
import type { Endpoint } from "$lib/ipc/bindings";
import { offer, suggestName, wrongName } from "./deploying";

const serving = (name: string, model: string, version: number) =>
  ({
    name,
    deployments: [{ model, version, traffic: 100, replicas: 1, state: "Healthy" }],
  }) as unknown as Endpoint;

it.each([
  ["nothing is deployed", [], "deploy"],
  ["another model is deployed", [serving("wine", "wine", 2)], "deploy"],
  ["another version is deployed", [serving("iris", "iris", 1)], "update"],
  ["this version is deployed", [serving("old", "iris", 1), serving("iris", "iris", 2)], "open"],
])("when %s", (_, endpoints, kind) => {
  expect(offer({ name: "iris", version: 2 }, endpoints).kind).toBe(kind);
});

it.each([
  ["iris", [], "iris"],
  ["Iris Flower_2", [], "iris-flower-2"],
  ["42", [], "endpoint"],
  ["a", [], "a-endpoint"],
  ["iris", ["iris", "iris-2"], "iris-3"],
  ["x".repeat(40), ["x".repeat(32)], `${"x".repeat(30)}-2`],
])("%s is suggested a legal free name", (model, taken, name) => {
  expect(suggestName(model, taken)).toBe(name);
  expect(wrongName(name, taken)).toBeNull();
});

it("an illegal name says what is legal", () => {
  expect(wrongName("ab", [])).toContain("3 to 32");
  expect(wrongName("Iris", [])).toContain("Lowercase");
  expect(wrongName("iris", ["iris"])).toContain("exists already");
});
