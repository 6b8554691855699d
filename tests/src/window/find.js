// Finds the visible element of a role and an accessible name, as assistive technology would. Without a name: the names of
// all elements of the role; without a role: a list of all roles and names in sight. A subset of the accessible name computation (W3C accname 1.2): aria-labelledby,
// aria-label, a field's label, text, title. What lies in the view comes before what lies around it, and an exact name
// before the beginning of one.
const [role, name] = arguments;

const TAGS = {
  A: "link", BUTTON: "button", H1: "heading", H2: "heading", H3: "heading", SELECT: "combobox", TEXTAREA: "textbox",
  TABLE: "table", TR: "row", NAV: "navigation", MAIN: "main", UL: "list", OL: "list", LI: "listitem", FIGURE: "figure",
  DIALOG: "dialog", FORM: "form", SECTION: "region",
};
const INPUTS = { checkbox: "checkbox", radio: "radio", range: "slider", search: "searchbox", number: "spinbutton" };

function roleOf(element) {
  if (element.hasAttribute("role")) return element.getAttribute("role");
  if (element.tagName === "INPUT") return INPUTS[element.type] ?? "textbox";
  return TAGS[element.tagName];
}

function nameOf(element) {
  const byId = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const labelled = element.getAttribute("aria-labelledby");
  const label = element.labels?.length ? [...element.labels].map((each) => each.textContent).join(" ") : "";
  const text = ["table", "list", "figure", "region", "main"].includes(roleOf(element)) ? "" : element.innerText;
  const name = (labelled && byId(labelled)) || element.getAttribute("aria-label") || label || text || element.title || "";
  return name.replace(/\s+/g, " ").trim();
}

function isSeen(element) {
  const box = element.getBoundingClientRect();
  return box.width > 0 && box.height > 0 && element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden='true'], [inert]");
}

const all = [...document.body.querySelectorAll("*")].filter((element) => roleOf(element) && isSeen(element));
if (role === null) return all.map((element) => `${roleOf(element)} '${nameOf(element).slice(0, 90)}'`).join("\n");
const ofRole = all.filter((element) => roleOf(element) === role && !element.disabled);
if (name === null) return ofRole.map(nameOf);
const inView = ofRole.filter((element) => element.closest("main, [role='dialog']"));
const nearest = [...inView, ...ofRole];
return nearest.find((element) => nameOf(element) === name) ?? nearest.find((element) => nameOf(element).startsWith(name)) ?? null;
