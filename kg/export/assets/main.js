/* Selection, the toolbar, the address, the start. */
function choose({ node = null, edge = null }, { move = false, address = true } = {}) {
  state.node = NODE.has(node) ? node : null;
  state.edge = EDGE.has(edge) ? edge : null;
  if (move && state.node) {
    reveal(state.node);
    moveTo(state.node);
  }
  if (state.node) network.selectNodes([state.node], false);
  else if (state.edge) network.setSelection({ nodes: [], edges: [state.edge] }, { highlightEdges: false });
  else network.unselectAll();
  renderPanel();
  if (address) writeAddress();
  network.redraw();
}

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const glide = () => (calm.matches ? false : { duration: 450, easingFunction: "easeInOutQuad" });

function moveTo(id) {
  const scale = Math.min(Math.max(network.getScale(), 0.75), 1.6);
  network.focus(id, { scale, animation: glide() });
}

function fitView(animation = glide()) {
  const shown = DATA.nodes.filter(({ id }) => !network.body.nodes[id].options.hidden).map(({ id }) => id);
  if (shown.length) network.fit({ nodes: shown, animation, maxZoomLevel: 1.3, minZoomLevel: 0.02 });
}

function zoomBy(factor) {
  network.moveTo({ scale: network.getScale() * factor, animation: glide() });
}

function writeAddress() {
  const id = state.node || state.edge;
  history.replaceState(null, "", id ? `#${encodeURIComponent(id)}` : location.pathname + location.search);
}

function readAddress(animate = true) {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (NODE.has(id)) choose({ node: id }, { move: true, address: false });
  else if (EDGE.has(id)) {
    choose({ edge: id }, { address: false });
    network.fit({ nodes: [EDGE.get(id).from, EDGE.get(id).to], animation: animate && glide(), maxZoomLevel: 1.2 });
  }
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
  network.on("afterDrawing", drawLabels);
  network.on("click", onClick);
  network.on("doubleClick", onDoubleClick);
  const hover = (id) => { state.hover = id; network.canvas.body.container.style.cursor = id ? "pointer" : ""; network.redraw(); };
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("blurNode", () => hover(null));
  network.on("resize", () => network.redraw());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); network.redraw(); });
}

function start() {
  readInk();
  setUpNetwork();
  setUpSearch();
  const clicks = {
    "toggle-filters": toggleFilters, "zoom-in": () => zoomBy(1.4), "zoom-out": () => zoomBy(1 / 1.4), fit: () => fitView(),
    save: savePicture, reset, unfocus: () => setFocus(null), "all-predicates": toggleAllPredicates,
    language: () => { state.language = state.language === "vi" ? "en" : "vi"; widths.clear(); speak(); },
  };
  for (const [id, act] of Object.entries(clicks)) byId(id).addEventListener("click", act);
  addEventListener("keydown", onKey);
  addEventListener("hashchange", () => readAddress());
  speak();
  document.body.classList.toggle("bare", !DATA.nodes.length);
  byId("empty").hidden = DATA.nodes.length > 0;
  fitView(false);
  readAddress(false);
}

start();
window.kgPage = { network, nodes, edges, data: DATA, state, fold, findNodes, choose };
