import DOMPurify from "dompurify";
import { Marked } from "marked";

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const TAGS = [
  "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "del", "table", "thead",
  "tbody", "tr", "th", "td", "span", "input",
];

/**
 * Markdown as HTML that loads nothing and leads nowhere: HTML in the text is shown as text, a link is its words with its
 * address behind, a picture its description. What stands between `---` at the top, such as a model card's facts, is shown
 * as it is. What comes out is purified once more.
 */
export function markdown(text: string): string {
  const [all, facts] = FRONT_MATTER.exec(text) ?? ["", ""];
  const head = all === "" ? "" : `<pre><code>${escape(facts ?? "")}</code></pre>`;
  const html = head + marked.parse(text.slice(all.length), { async: false });
  return DOMPurify.sanitize(html, { ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ["class", "align", "type", "checked", "disabled", "start"] });
}

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escape(text),
    link({ href, tokens, text }) {
      const words = this.parser.parseInline(tokens);
      return text === href ? `<span class="md-link">${words}</span>` : `<span class="md-link">${words}</span> <span class="md-address">${escape(href)}</span>`;
    },
    image: ({ text, href }) => `<span class="md-image">${escape(text || href)}</span>`,
    // A heading in notes stands below the page's own.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 1);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
    },
  },
});

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
