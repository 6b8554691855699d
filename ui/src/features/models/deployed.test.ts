import { expect, it } from "vitest";
import { endpoint } from "../../../tests/support";
import { servedModels } from "./deployed";

const of = (name: string, state: "Healthy" | "Failed", ...versions: number[]) =>
  endpoint({ name, state, deployments: versions.map((version) => ({ model: "iris", version, traffic: 50, replicas: 1, state })) });

it("names the endpoint that needs attention, and counts the others", () => {
  const served = servedModels([of("good", "Healthy", 2), of("bad", "Failed", 1, 2)]);
  expect(served.get("iris")).toEqual({ endpoint: "bad", state: "Failed", versions: [1, 2], others: 1 });
  expect(served.get("wine")).toBeUndefined();
});
