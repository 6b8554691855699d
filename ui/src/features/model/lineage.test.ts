import { expect, it } from "vitest";
import type { Dataset, ModelVersion } from "$lib/ipc/bindings";
import { lineageOf } from "./lineage";

const version = (given: Partial<ModelVersion>) =>
  ({ name: "iris", version: 2, datasets: [], parent: null, run_id: null, experiment: null, params: {}, framework: "sklearn", size_bytes: 1, ...given }) as ModelVersion;
const data = (name: string): Dataset => ({ role: "training", name, size_bytes: 1000, digest: "a" });
const titles = (columns: { title: string }[][]) => columns.map((column) => column.map((node) => node.title));

it("stands alone where nothing is known", () => {
  expect(titles(lineageOf(version({}), [], []))).toEqual([["iris v2"]]);
});

it("goes from what made it to what uses it", () => {
  const known = version({ datasets: [data("train.csv")], parent: "iris:1", run_id: "r7", experiment: "spring" });
  const columns = lineageOf(known, [{ name: "iris", version: 3 }], [{ name: "live", state: "Healthy" }]);
  expect(titles(columns)).toEqual([["train.csv", "iris v1"], ["r7"], ["iris v2"], ["live", "iris v3"]]);
  expect(columns[0]?.[1]?.href).toBe("#/models/iris/1");
});

it("counts what would be too many", () => {
  const many = version({ datasets: ["a", "b", "c", "d"].map(data) });
  expect(titles(lineageOf(many, [], []))[0]).toEqual(["4 data sets"]);
});
