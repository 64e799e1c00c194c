/* The right side: one node, one fact, or the overview. */
const PAGE = 40;

function renderPanel() {
  const panel = byId("panel");
  const content = state.edge ? edgeView(EDGE.get(state.edge)) : state.node ? nodeView(NODE.get(state.node)) : overview();
  const inside = panel.contains(document.activeElement);
  panel.replaceChildren(...content);
  if (inside) panel.focus({ preventScroll: true }); // what had the focus is gone: go on reading here
  panel.scrollTop = 0;
  document.body.classList.toggle("chosen", Boolean(state.edge || state.node));
}

function heading(kicker, ...rest) {
  const close = element("button", { class: "icon close", type: "button", "aria-label": word("close"), title: word("close"), click: () => choose({}) });
  const [svg] = drawing("", "m5 5 10 10M15 5 5 15", "0 0 20 20");
  close.append(svg);
  return element("div", { class: "head" }, element("p", { class: "kicker" }, ...kicker), close, ...rest);
}

function nodeButton(id) {
  const node = NODE.get(id);
  const button = element("button", { class: "entity", type: "button", click: () => choose({ node: id }, { move: true }) });
  button.append(typeMark(node.type), element("bdi", { text: labelOf(node) }));
  return button;
}

function overview() {
  const top = RANKED.filter((node) => !node.literal).slice(0, 12);
  const list = element("ul", { class: "plain" }, ...top.map((node) => element("li", { class: "top" }, nodeButton(node.id), element("span", { class: "count", text: number(node.degree) }))));
  if (!top.length) return [];
  return [element("p", { class: "help", text: word("help") }), element("h3", { text: word("prominent") }), list];
}

function amount(value) {
  const range = value.end ? `${value.value} – ${value.end}` : value.value;
  return [value.hedge, range, value.unit].filter(Boolean).join(" ");
}

function pairs(rows) {
  const list = element("dl");
  for (const [name, ...content] of rows) list.append(element("dt", { text: name }), element("dd", {}, ...content));
  return list;
}

const isolated = (text) => element("bdi", { text });

function nodeView(node) {
  const rows = [];
  const other = state.language === "en" ? node.label : node.en;
  if (other && other !== labelOf(node)) rows.push([word(state.language === "en" ? "otherLanguage" : "english"), isolated(other)]);
  if (node.aliases.length) rows.push([word("aliases"), ...node.aliases.map((name) => element("bdi", { class: "alias", text: name }))]);
  if (node.value) rows.push([word("value"), isolated(amount(node.value))]);
  const focused = state.focus === node.id;
  const counts = `${number(node.facts.length)} ${word("edges")} · ${number(node.mentions)} ${word("mentions")} · ${number(node.documents)} ${word("documents")}`;
  const action = element("button", { type: "button", id: "focus", text: word(focused ? "unfocus" : "focus"), click: () => setFocus(focused ? null : node.id) });
  const parts = [
    heading([typeMark(node.type), typeName(node.type)], element("h2", { dir: "auto", text: labelOf(node) }), element("p", { class: "soft", text: counts })),
  ];
  if (network.body.nodes[node.id].options.hidden) parts.push(element("p", { class: "warning", text: word("hiddenNote") }));
  parts.push(pairs(rows), action, element("h3", { text: word("facts") }));
  return [...parts, node.facts.length ? factList(node) : element("p", { class: "soft", text: word("noFacts") })];
}

function factList(node) {
  const groups = new Map();
  for (const edge of node.facts) {
    const out = edge.from === node.id;
    const key = `${out ? 0 : 1} ${edge.p}`;
    if (!groups.has(key)) groups.set(key, { out, name: edge.p, facts: [] });
    groups.get(key).facts.push(edge);
  }
  const sorted = [...groups.values()].sort((a, b) => b.out - a.out || b.facts.length - a.facts.length);
  return element("div", {}, ...sorted.map((group) => factGroup(node, group)));
}

function factGroup(node, { out, name, facts }) {
  const list = element("ul", { class: "plain facts" });
  const title = element("h4", {}, element("span", { class: "arrow", text: out ? "→" : "←", "aria-hidden": "true" }), isolated(predicateName(name)));
  const show = (from) => {
    for (const edge of facts.slice(from, from + PAGE)) list.append(element("li", {}, factButton(edge, out ? edge.to : edge.from)));
    const left = facts.length - from - PAGE;
    if (left > 0) {
      const more = element("button", { class: "link", type: "button", text: fill("showMore", "n", Math.min(left, PAGE)) });
      const item = element("li", {}, more);
      more.addEventListener("click", () => { item.remove(); show(from + PAGE); });
      list.append(item);
    }
  };
  show(0);
  return element("section", { class: "group" }, title, list);
}

function factButton(edge, other) {
  const node = NODE.get(other);
  const button = element("button", { class: "fact", type: "button", "data-edge": edge.id, click: () => choose({ edge: edge.id }) });
  button.append(typeMark(node.type), element("bdi", { text: labelOf(node) }));
  const notes = edge.q.map(([name, values]) => `${sentence(named(DATA.qualifiers, name))}: ${values.join(", ")}`);
  if (edge.mode !== "asserted") button.append(modeBadge(edge.mode));
  if (edge.conflict) button.append(element("span", { class: "badge conflict", text: "⚠", title: word("conflict") }));
  if (notes.length) button.append(element("small", { dir: "auto", text: notes.join(" · ") }));
  return button;
}

function edgeView(edge) {
  const statement = element("p", { class: "statement" }, nodeButton(edge.from), element("span", { class: "verb", dir: "auto", text: predicateName(edge.p) }), nodeButton(edge.to));
  const links = new Map(edge.links);
  const term = (text) => (links.has(text) && NODE.has(links.get(text)) ? nodeButtonAs(links.get(text), text) : isolated(text));
  const rows = edge.q.map(([name, values]) => [sentence(named(DATA.qualifiers, name)), ...values.map(term)]);
  if (edge.by) rows.push([word("by"), term(edge.by)]);
  rows.push([word("confidence"), meter(edge.confidence)]);
  const proof = element("ol", { class: "plain proof" }, ...edge.evidence.map((one) => element("li", {}, evidenceView(edge, one))));
  const parts = [heading([word("fact"), modeBadge(edge.mode)], statement)];
  if (edge.conflict) parts.push(element("p", { class: "warning", text: word("conflict") }));
  return [...parts, pairs(rows), element("h3", { text: `${word("evidence")} (${number(edge.evidence.length)})` }), proof];
}

function nodeButtonAs(id, text) {
  return element("button", { class: "link", type: "button", dir: "auto", text, click: () => choose({ node: id }, { move: true }) });
}

function meter(value) {
  const bar = element("meter", { min: "0", max: "1", value: String(value), "aria-hidden": "true" });
  return element("span", { class: "meter" }, bar, percent(value));
}

const percent = (value) => `${number(Math.round(value * 100))}%`;

function evidenceView(edge, one) {
  const [quoted, rule, trigger, confidence] = one;
  const [doc, start, end, text] = DATA.sentences[quoted];
  const about = DATA.documents[doc];
  const title = about.title || about.id;
  const source = element("p", { class: "source" }, element("cite", { dir: "auto", text: title }));
  if (title !== about.id) source.append(element("code", { text: about.id }));
  if (about.date) source.append(element("time", { datetime: about.date, text: about.date }));
  const facts = [[word("offsets"), `${start}–${end}`], [word("rule"), rule], [word("trigger"), trigger], [word("confidence"), percent(confidence)]];
  const small = element("p", { class: "soft small" });
  for (const [name, value] of facts) if (value) small.append(element("span", {}, `${name} `, element("code", { dir: "auto", text: value })), " ");
  return element("article", {}, element("blockquote", { dir: "auto", lang: "vi" }, ...marked(text, edge, trigger)), source, small);
}

/* The sentence with the names and the trigger of the fact marked in it. */
function marked(text, edge, trigger) {
  const spans = [];
  const add = (part, kind) => {
    const at = part ? text.indexOf(part) : -1;
    if (at >= 0 && !spans.some((s) => at < s.end && s.start < at + part.length)) spans.push({ start: at, end: at + part.length, kind });
    return at >= 0;
  };
  for (const id of [edge.from, edge.to]) {
    const node = NODE.get(id);
    [node.label, ...[...node.aliases].sort((a, b) => b.length - a.length)].some((name) => add(name, "name"));
  }
  add(trigger, "trigger");
  spans.sort((a, b) => a.start - b.start);
  const out = [];
  let at = 0;
  for (const span of spans) {
    out.push(text.slice(at, span.start), element("mark", { class: span.kind, text: text.slice(span.start, span.end) }));
    at = span.end;
  }
  return [...out, text.slice(at)];
}
