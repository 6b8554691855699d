import { expect, it } from "vitest";
import type { RequestTensor } from "./request";
import { commandLine, KEY_VARIABLE, snippets, type Call } from "./snippets";

const inputs: RequestTensor[] = [
  { name: "city", shape: [1, 1], datatype: "BYTES", data: ["l'île is true"] },
  { name: "X", shape: [1, 2], datatype: "FP32", data: [1.5, "NaN"] },
  { name: "flag", shape: [1], datatype: "BOOL", data: [true] },
];
const call: Call = {
  endpoint: "iris",
  url: "http://127.0.0.1:8390/v2/models/iris/infer",
  key: KEY_VARIABLE,
  request: { inputs },
  body: JSON.stringify({ inputs }),
};
const code = (language: string, changes: Partial<Call> = {}) =>
  snippets({ ...call, ...changes }).find((snippet) => snippet.language === language)?.code ?? "";

it("the shell's quotes are kept out of the body", () => {
  expect(code("cURL")).toContain("l'\\''île");
  expect(code("cURL")).toContain('-H "Authorization: Bearer $VITRINE_KEY"');
});

it("Python gets Python's words, and only outside strings", () => {
  expect(code("Python")).toContain('"data":[True]');
  expect(code("Python")).toContain("l'île is true");
  expect(code("Python")).toContain('os.environ["VITRINE_KEY"]');
});

it("numpy gets its NaN and its types", () => {
  expect(code("tritonclient")).toContain("np.array([1.5,np.nan], dtype=np.float32).reshape([1,2])");
  expect(code("tritonclient")).toContain('InferenceServerClient("127.0.0.1:8390")');
  expect(code("tritonclient")).toContain("dtype=object");
});

it("an endpoint without keys gets no header", () => {
  for (const snippet of snippets({ ...call, key: null })) expect(snippet.code).not.toContain("Authorization");
});

it("a key that is asked for stands in the snippet", () => {
  for (const snippet of snippets({ ...call, key: "abc" })) {
    expect(snippet.code).toContain("Bearer abc");
    expect(snippet.code).not.toContain("VITRINE_KEY");
  }
});

it("a version without an endpoint is scored from the terminal", () => {
  expect(commandLine("predict iris:2", "{}").code).toContain("vitrine predict iris:2 --input request.json");
});
