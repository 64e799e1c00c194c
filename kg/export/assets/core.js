/* What every part shares: the data, the state, and small helpers. `network`, `nodes`, `edges` are pyvis's. */
const DATA = JSON.parse(document.getElementById("data").textContent);
const MODES = ["asserted", "reported", "predicted", "negated"];
const NODE = new Map(DATA.nodes.map((node) => [node.id, node]));
const EDGE = new Map(DATA.edges.map((edge) => [edge.id, edge]));
const state = {
  language: "vi",
  node: null, // id of the selected node
  edge: null, // id of the selected edge; never both
  hover: null, // id of the node under the pointer
  hoverEdge: null,
  focus: null, // id of the node whose neighbourhood alone is shown
  shownEdges: DATA.edges.length, // how many the filters let through
  off: { type: new Set(), mode: new Set(), predicate: new Set() },
};

for (const node of DATA.nodes) node.facts = [];
for (const edge of DATA.edges) {
  NODE.get(edge.from).facts.push(edge);
  if (edge.to !== edge.from) NODE.get(edge.to).facts.push(edge);
}

const byId = (id) => document.getElementById(id);
const word = (key) => WORDS[state.language][key];
const fill = (key, name, value) => word(key).replace(`{${name}}`, () => value);
const number = (n) => n.toLocaleString(state.language === "vi" ? "vi-VN" : "en-US");
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const named = (table, key) => (table[key] ? table[key][state.language] || table[key].vi : key);
const typeName = (type) => sentence(named(DATA.types, type));
const predicateName = (name) => (name.startsWith("open:") ? name.slice(5) : named(DATA.predicates, name));
const labelOf = (node) => (state.language === "en" && node.en) || node.label;

/* The same folding as the product's search key: lower case, no marks, đ as d, single spaces. */
function fold(text) {
  const plain = text.normalize("NFC").toLowerCase().replaceAll("đ", "d");
  return plain.normalize("NFD").replace(/\p{M}/gu, "").trim().replace(/\s+/gu, " ");
}

/* Every word from outside goes through textContent: markup in a name stays words. */
function element(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(options)) {
    if (key === "class") made.className = value;
    else if (key === "text") made.textContent = value;
    else if (key === "click") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

const SHAPES = {
  dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", triangle: "M8 1.8 14.6 13.4H1.4z",
  triangleDown: "M8 14.2 14.6 2.6H1.4z", diamond: "M8 1 15 8 8 15 1 8z",
  star: "M8 .8 10 5.9l5.4.3-4.2 3.4 1.4 5.3L8 12l-4.6 2.9 1.4-5.3L.6 6.2 6 5.9z", hexagon: "M4.5 2h7L15 8l-3.5 6h-7L1 8z",
};

function drawing(kind, path, viewBox) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", viewBox);
  svg.setAttribute("class", kind);
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return [svg, line];
}

function typeMark(type) {
  const look = DATA.types[type];
  const [svg, line] = drawing("mark", SHAPES[look.shape], "0 0 16 16");
  line.setAttribute("fill", look.color);
  return svg;
}

function modeMark(mode) {
  const look = DATA.modes[mode];
  const [svg, line] = drawing("stroke", "M1 8h30", "0 0 32 16");
  line.setAttribute("stroke", look.color);
  if (look.dashes) line.setAttribute("stroke-dasharray", look.dashes.join(" "));
  return svg;
}

function modeBadge(mode) {
  return element("span", { class: `badge ${mode}` }, modeMark(mode), word(mode));
}
