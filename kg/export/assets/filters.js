/* The legend, which is also the filter; and the neighbourhood mode. */
function tally(items, key) {
  const counts = new Map();
  for (const item of items) counts.set(item[key], (counts.get(item[key]) || 0) + 1);
  return counts;
}

/* The first rows, and behind a button the rest. */
function folded(rows, most) {
  if (rows.length <= most + 3) return rows;
  const rest = rows.slice(most);
  const more = element("button", { class: "link", type: "button", text: fill("showMore", "n", number(rest.length)) });
  const item = element("li", { class: "more" }, more);
  more.addEventListener("click", () => item.replaceWith(...rest));
  return [...rows.slice(0, most), item];
}

function filterRow(kind, key, name, count, ...marks) {
  const box = element("input", { type: "checkbox", "data-key": key });
  box.checked = !state.off[kind].has(key);
  box.addEventListener("change", () => {
    state.off[kind][box.checked ? "delete" : "add"](key);
    applyFilters();
  });
  return element("li", {}, element("label", {}, box, ...marks, element("bdi", { text: name }), element("span", { class: "count", text: number(count) })));
}

function renderFilters() {
  const types = tally(DATA.nodes, "type"), modes = tally(DATA.edges, "mode"), predicates = tally(DATA.edges, "p");
  const inUse = Object.keys(DATA.types).filter((type) => types.has(type));
  byId("by-type").replaceChildren(...inUse.map((t) => filterRow("type", t, typeName(t), types.get(t), typeMark(t))));
  const stated = MODES.filter((mode) => modes.has(mode));
  byId("by-mode").replaceChildren(...stated.map((m) => filterRow("mode", m, word(m), modes.get(m), modeMark(m))));
  const sorted = [...predicates].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rows = sorted.map(([p, n]) => filterRow("predicate", p, predicateName(p), n));
  byId("by-predicate").replaceChildren(...folded(rows, 30));
  byId("all-predicates").textContent = word(state.off.predicate.size ? "all" : "none");
}

function toggleAllPredicates() {
  if (state.off.predicate.size) state.off.predicate.clear();
  else DATA.edges.forEach((edge) => state.off.predicate.add(edge.p));
  renderFilters();
  applyFilters();
}

/* A node is shown if its type is on and a fact of it is shown (or it has none at all). */
function visibleParts() {
  const near = state.focus && new Set([state.focus, ...NODE.get(state.focus).facts.flatMap((e) => [e.from, e.to])]);
  const allowed = (id) => !state.off.type.has(NODE.get(id).type) && (!near || near.has(id));
  const shownEdges = new Set(), shownNodes = new Set(state.focus && [state.focus]);
  for (const edge of DATA.edges) {
    if (state.off.mode.has(edge.mode) || state.off.predicate.has(edge.p) || !allowed(edge.from) || !allowed(edge.to)) continue;
    shownEdges.add(edge.id);
    shownNodes.add(edge.from).add(edge.to);
  }
  for (const node of DATA.nodes) if (!node.facts.length && allowed(node.id)) shownNodes.add(node.id);
  return { shownNodes, shownEdges };
}

function applyFilters() {
  const { shownNodes, shownEdges } = visibleParts();
  const changed = (items, bodies, shown) =>
    items.filter(({ id }) => Boolean(bodies[id].options.hidden) === shown.has(id)).map(({ id }) => ({ id, hidden: !shown.has(id) }));
  nodes.update(changed(DATA.nodes, network.body.nodes, shownNodes));
  edges.update(changed(DATA.edges, network.body.edges, shownEdges));
  byId("all-predicates").textContent = word(state.off.predicate.size ? "all" : "none");
  state.shownEdges = shownEdges.size;
  renderCounts(shownNodes.size, shownEdges.size);
  network.redraw();
}

function renderCounts(shownNodes = DATA.nodes.length, shownEdges = DATA.edges.length) {
  const part = (shown, all, name) => `${shown === all ? number(all) : `${number(shown)}/${number(all)}`} ${word(name)}`;
  const documents = `${number(DATA.documents.length)} ${word("documents")}`;
  byId("counts").textContent = [part(shownNodes, DATA.nodes.length, "nodes"), part(shownEdges, DATA.edges.length, "edges"), documents].join(" · ");
}

function setFocus(id) {
  state.focus = id;
  byId("focus-note").hidden = !id;
  if (id) byId("focus-text").textContent = fill("focusNote", "name", labelOf(NODE.get(id)));
  applyFilters();
  renderPanel();
  fitView();
}

/* Reopens what would hide the node: search must always lead somewhere. */
function reveal(id) {
  if (!network.body.nodes[id].options.hidden) return;
  state.focus = null;
  byId("focus-note").hidden = true;
  for (const off of Object.values(state.off)) off.clear();
  renderFilters();
  applyFilters();
}
