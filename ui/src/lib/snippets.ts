import type { InferRequest, RequestTensor } from "./request";

/** What a snippet calls. */
export interface Call {
  /** The endpoint's name. */
  endpoint: string;
  /** The V2 address. */
  url: string;
  /** The key to write into the snippet; `null` for no key at all, a `$NAME` to read it from the environment. */
  key: string | null;
  request: InferRequest;
  /** The same request as a person reads it. */
  body: string;
}

export interface Snippet {
  language: string;
  code: string;
}

/** The variable that a snippet reads the key from, unless it holds the key itself. */
export const KEY_VARIABLE = "$VITRINE_KEY";

/** The same call from the clients that people use. */
export function snippets(call: Call): Snippet[] {
  return [
    { language: "cURL", code: curl(call) },
    { language: "Python", code: python(call) },
    { language: "tritonclient", code: triton(call) },
    { language: "JavaScript", code: javascript(call) },
  ];
}

/** The same from a terminal; `command` is `predict iris:2` or `score iris`. */
export function commandLine(command: string, body: string): Snippet {
  const code = `cat > request.json <<'JSON'\n${body}\nJSON\nvitrine ${command} --input request.json`;
  return { language: "CLI", code };
}

function curl({ url, key, body }: Call): string {
  const auth = key === null ? "" : `-H "Authorization: Bearer ${key}" `;
  return `curl ${url} \\\n  ${auth}-H "Content-Type: application/json" \\\n  -d '${body.replaceAll("'", "'\\''").replaceAll("\n", "\n    ")}'`;
}

function python({ url, key, body }: Call): string {
  const imports = fromEnvironment(key) ? "import os\nimport requests\n" : "import requests\n";
  const headers = key === null ? "" : `    headers={"Authorization": ${bearer(key, "python")}},\n`;
  return `${imports}
reply = requests.post(
    "${url}",
${headers}    json=${pythonLiteral(body).replaceAll("\n", "\n    ")},
)
reply.raise_for_status()
print(reply.json()["outputs"])`;
}

function triton({ endpoint, url, key, request }: Call): string {
  const host = new URL(url).host;
  const imports = fromEnvironment(key) ? "import os\n" : "";
  const names = request.inputs.map((_, i) => (request.inputs.length === 1 ? "x" : `x${i + 1}`));
  const tensors = request.inputs.map((input, i) => {
    const array = `np.array(${pythonList(input)}, dtype=${numpyType(input.datatype)}).reshape(${JSON.stringify(input.shape)})`;
    return `${names[i]} = http.InferInput(${JSON.stringify(input.name)}, ${JSON.stringify(input.shape)}, "${input.datatype}")
${names[i]}.set_data_from_numpy(${array})`;
  });
  const headers = key === null ? "" : `, headers={"Authorization": ${bearer(key, "python")}}`;
  return `${imports}import numpy as np
import tritonclient.http as http

client = http.InferenceServerClient("${host}")
${tensors.join("\n")}
reply = client.infer("${endpoint}", [${names.join(", ")}]${headers})
for output in reply.get_response()["outputs"]:
    print(output["name"], reply.as_numpy(output["name"]))`;
}

function javascript({ url, key, body }: Call): string {
  const auth = key === null ? "" : `"Authorization": ${bearer(key, "javascript")}, `;
  return `const reply = await fetch("${url}", {
  method: "POST",
  headers: { ${auth}"Content-Type": "application/json" },
  body: JSON.stringify(${body.replaceAll("\n", "\n  ")}),
});
if (!reply.ok) throw new Error(await reply.text());
console.log((await reply.json()).outputs);`;
}

function fromEnvironment(key: string | null): boolean {
  return key === KEY_VARIABLE;
}

function bearer(key: string, language: "python" | "javascript"): string {
  if (!fromEnvironment(key)) return `"Bearer ${key}"`;
  const name = KEY_VARIABLE.slice(1);
  return language === "python" ? `"Bearer " + os.environ["${name}"]` : `"Bearer " + process.env.${name}`;
}

const WORDS: Record<string, string> = { true: "True", false: "False", null: "None" };

/** JSON as Python writes it; what stands in quotes stays as it is. */
function pythonLiteral(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|\b(?:true|false|null)\b/g, (token) => WORDS[token] ?? token);
}

/** A tensor's values; a float tensor's "NaN" is numpy's. */
function pythonList(input: RequestTensor): string {
  const json = JSON.stringify(input.data);
  const numbers = input.datatype.startsWith("FP") || input.datatype === "BF16";
  return pythonLiteral(numbers ? json.replaceAll('"NaN"', "np.nan") : json);
}

const NUMPY: Record<string, string> = {
  BOOL: "np.bool_",
  BYTES: "object",
  FP16: "np.float16",
  BF16: "np.float32",
  FP32: "np.float32",
  FP64: "np.float64",
};

function numpyType(datatype: string): string {
  return NUMPY[datatype] ?? `np.${datatype.toLowerCase()}`;
}
