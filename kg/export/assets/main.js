/* Selection, the toolbar, the address, the start. */
function choose({ node = null, edge = null }, { move = false, address = true } = {}) {
  state.node = NODE.has(node) ? node : null;
  state.edge = EDGE.has(edge) ? edge : null;
  if (move && state.node) reveal(state.node);
  if (state.node) network.selectNodes([state.node], false);
  else if (state.edge) network.setSelection({ nodes: [], edges: [state.edge] }, { highlightEdges: false });
  else network.unselectAll();
  renderPanel();
  if (move && (state.node || state.edge)) frameChosen();
  if (address) writeAddress();
  network.redraw();
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (calm.matches ? false : { duration: 450, easingFunction: "easeInOutQuad" });

/* Shows the nodes with room for their names; `least` and `most` bound the zoom. */
function frame(ids, { animation = glide(), least = 0.01, most = 1.3, centre = null } = {}) {
  const { clientWidth: width, clientHeight: height } = network.canvas.frame;
  const sheet = sheetHeight(), room = { x: width - Math.min(150, width / 5), y: Math.max(height - sheet - 90, 90) };
  const points = ids.map((id) => network.body.nodes[id]);
  if (!points.length) return;
  const [left, right] = extent(points.map((p) => p.x)), [top, bottom] = extent(points.map((p) => p.y));
  const fitting = Math.min(room.x / Math.max(right - left, 1), room.y / Math.max(bottom - top, 1));
  const scale = Math.min(Math.max(fitting, least), most);
  const body = centre && fitting < least ? network.body.nodes[centre] : { x: (left + right) / 2, y: (top + bottom) / 2 };
  network.moveTo({ position: { x: body.x, y: body.y }, scale, offset: { x: 0, y: -sheet / 2 }, animation });
}

const extent = (values) => values.reduce(([low, high], v) => [Math.min(low, v), Math.max(high, v)], [Infinity, -Infinity]);

/* How much of the drawing the details cover: on a narrow screen they lie over its lower part. */
function sheetHeight() {
  const panel = byId("panel");
  return getComputedStyle(panel).position === "absolute" && document.body.classList.contains("chosen") ? panel.offsetHeight : 0;
}

function frameChosen(animation) {
  const { nodes: ids } = chosenParts();
  frame([...ids].filter((id) => !network.body.nodes[id].options.hidden), { animation, least: 0.55, most: 1.2, centre: state.node });
}

function fitView(animation = glide()) {
  frame(DATA.nodes.map(({ id }) => id).filter((id) => !network.body.nodes[id].options.hidden), { animation });
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: glide() });
}

function writeAddress() {
  const id = state.node || state.edge;
  const hash = id ? `#${encodeURIComponent(id)}` : "";
  if (hash !== location.hash) history.pushState(null, "", hash || location.pathname + location.search);
}

function readAddress() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (NODE.has(id)) choose({ node: id }, { move: true, address: false });
  else if (EDGE.has(id)) choose({ edge: id }, { move: true, address: false });
  else if (!id) choose({}, { address: false });
}

function reset() {
  state.focus = null;
  byId("focus-note").hidden = true;
  byId("search").value = "";
  for (const off of Object.values(state.off)) off.clear();
  renderFilters();
  applyFilters();
  choose({});
  fitView();
}

function savePicture() {
  const from = network.canvas.frame.querySelector("canvas");
  const copy = element("canvas", { width: from.width, height: from.height });
  const pen = copy.getContext("2d");
  pen.fillStyle = ink.back;
  pen.fillRect(0, 0, copy.width, copy.height);
  pen.drawImage(from, 0, 0);
  copy.toBlob((blob) => {
    const link = element("a", { href: URL.createObjectURL(blob), download: "graph.png" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
}

function speak() {
  document.documentElement.lang = state.language;
  document.title = word("title");
  for (const one of document.querySelectorAll("[data-word]")) one.textContent = word(one.dataset.word);
  for (const one of document.querySelectorAll("[data-label]")) one.setAttribute("aria-label", word(one.dataset.label));
  for (const one of document.querySelectorAll("[data-hint]")) one.placeholder = word(one.dataset.hint);
  for (const one of document.querySelectorAll("[data-title]")) {
    one.title = word(one.dataset.title);
    if (!one.dataset.word) one.setAttribute("aria-label", one.title);
  }
  renderFilters();
  renderPanel();
  applyFilters();
}

function toggleFilters() {
  const open = document.body.classList.toggle("filtering");
  byId("toggle-filters").setAttribute("aria-expanded", String(open));
}

function onClick({ pointer }) {
  const node = network.getNodeAt(pointer.DOM), label = labelAt(pointer.DOM);
  if (node !== undefined) choose({ node });
  else if (label) choose(label);
  else choose({ edge: network.getEdgeAt(pointer.DOM) });
}

function onDoubleClick({ pointer }) {
  const node = network.getNodeAt(pointer.DOM) ?? labelAt(pointer.DOM)?.node;
  if (node) setFocus(state.focus === node ? null : node);
}

function onKey(event) {
  if (event.target.matches("input, textarea")) return;
  if (event.key === "/") {
    event.preventDefault();
    byId("search").focus();
  } else if (event.key === "Escape") choose({});
}

function setUpNetwork() {
  network.on("beforeDrawing", thinEdges);
  network.on("afterDrawing", drawLabels);
  network.on("click", onClick);
  network.on("doubleClick", onDoubleClick);
  const hover = (kind, id) => {
    state[kind] = id;
    byId("mynetwork").style.cursor = id ? "pointer" : "";
    network.redraw();
  };
  network.on("hoverNode", ({ node }) => hover("hover", node));
  network.on("blurNode", () => hover("hover", null));
  network.on("hoverEdge", ({ edge }) => hover("hoverEdge", edge));
  network.on("blurEdge", () => hover("hoverEdge", null));
  network.on("resize", () => network.redraw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); network.redraw(); });
}

/* The layout is wider than high; on an upright screen it is drawn turned. */
function turnIfUpright() {
  const { clientWidth, clientHeight } = network.canvas.frame;
  if (clientHeight < clientWidth * 1.3) return;
  nodes.update(nodes.map(({ id, x, y }) => ({ id, x: y, y: x })));
}

function start() {
  readInk();
  turnIfUpright();
  setUpNetwork();
  setUpSearch();
  const clicks = {
    "toggle-filters": toggleFilters, "zoom-in": () => zoomBy(1.4), "zoom-out": () => zoomBy(1 / 1.4), fit: () => fitView(),
    save: savePicture, reset, unfocus: () => setFocus(null), "all-predicates": toggleAllPredicates,
    language: () => { state.language = state.language === "vi" ? "en" : "vi"; widths.clear(); speak(); },
  };
  for (const [id, act] of Object.entries(clicks)) byId(id).addEventListener("click", act);
  addEventListener("keydown", onKey);
  addEventListener("popstate", readAddress);
  speak();
  document.body.classList.toggle("bare", !DATA.nodes.length);
  byId("empty").hidden = DATA.nodes.length > 0;
  fitView(false);
  readAddress();
}

start();
window.kgPage = { network, nodes, edges, data: DATA, state, fold, findNodes, choose };
