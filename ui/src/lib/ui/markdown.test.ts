import { expect, it } from "vitest";
import { markdown } from "./markdown";

it("shows headings, lists, tables and code, below the page's own headings", () => {
  const html = markdown("# Title\n\n- a\n- `b`\n\n| x | y |\n| - | - |\n| 1 | 2 |\n\n- [x] done");
  expect(html).toContain("<h2>Title</h2>");
  expect(html).toContain("<li>");
  expect(html).toContain("<code>b</code>");
  expect(html).toContain("<td>2</td>");
  expect(html).toContain('type="checkbox"');
});

it.each([
  "<script>alert(1)</script>",
  "<img src=x onerror=alert(1)>",
  "[click](javascript:alert(1))",
  "![pic](https://example.com/track.png)",
  "[site](https://example.com)",
  '<a href="https://example.com">x</a>',
  "<style>body{display:none}</style>",
  '<svg><use href="https://example.com#x"/></svg>',
  "<iframe src='https://example.com'></iframe>",
])("%s loads nothing and leads nowhere", (text) => {
  const page = document.createElement("div");
  page.innerHTML = markdown(`before ${text} after`);
  expect(page.querySelector("script, img, a, iframe, style, svg, object, link")).toBeNull();
  expect(page.innerHTML).not.toMatch(/<[^>]+\s(on\w+|src|href|style)=/i);
  expect(page.textContent).toMatch(/before[\s\S]*after/);
});

it("shows the facts at the top of a model card as they are, and escapes them", () => {
  const page = document.createElement("div");
  page.innerHTML = markdown("---\nlicense: mit\ntags:\n- <b>digits\n---\n# Digits\n\n---\n\nend");
  expect(page.querySelector("pre")?.textContent).toBe("license: mit\ntags:\n- <b>digits");
  expect([page.querySelector("h2")?.textContent, page.querySelectorAll("hr").length]).toEqual(["Digits", 1]);
});

it("says where a link leads without leading there", () => {
  const page = document.createElement("div");
  page.innerHTML = markdown("[the paper](https://example.com/a?b=1&c=2)");
  expect(page.textContent?.trim()).toBe("the paper https://example.com/a?b=1&c=2");
});
