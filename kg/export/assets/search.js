/* The search box: tone-free, by words in any order, names that begin so first. */
const SHOWN = 30;
const INDEX = DATA.nodes.map((node) => {
  const keys = [node.label, node.en, ...node.aliases].filter(Boolean).map(fold);
  return { node, keys };
});
let active = -1;

function score(keys, query, parts) {
  let best = 9;
  for (const key of keys) {
    if (key === query) return 0;
    if (key.startsWith(query)) best = Math.min(best, 1);
    else if (key.includes(` ${query}`)) best = Math.min(best, 2);
    else if (key.includes(query)) best = Math.min(best, 3);
    else if (parts.every((part) => key.includes(part))) best = Math.min(best, 4);
  }
  return best;
}

function findNodes(text) {
  const query = fold(text), parts = query.split(" ");
  if (!query) return [];
  return INDEX.map(({ node, keys }) => ({ node, at: score(keys, query, parts) }))
    .filter((hit) => hit.at < 9)
    .sort((a, b) => a.at - b.at || a.node.rank - b.node.rank)
    .map((hit) => hit.node);
}

function renderResults() {
  const box = byId("search"), list = byId("results");
  const hits = findNodes(box.value), open = box.value.trim() !== "";
  active = hits.length ? 0 : -1;
  const items = hits.slice(0, SHOWN).map((node, i) => {
    const item = element("li", { role: "option", id: `hit-${i}`, "data-node": node.id });
    item.append(typeMark(node.type), element("bdi", { text: labelOf(node) }), element("small", { text: typeName(node.type) }));
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); pick(node.id); });
    return item;
  });
  if (open && !hits.length) items.push(element("li", { class: "soft", role: "presentation", text: word("nothing") }));
  if (hits.length > SHOWN) items.push(element("li", { class: "soft", role: "presentation", text: fill("more", "n", number(hits.length - SHOWN)) }));
  list.replaceChildren(...items);
  list.hidden = !open;
  box.setAttribute("aria-expanded", String(open));
  byId("said").textContent = open ? (hits.length ? `${number(hits.length)} ${word("found")}` : word("nothing")) : "";
  markActive();
}

function markActive() {
  const box = byId("search");
  byId("results").querySelectorAll("[role=option]").forEach((item, i) => {
    item.setAttribute("aria-selected", String(i === active));
    if (i === active) item.scrollIntoView({ block: "nearest" });
  });
  if (active < 0) box.removeAttribute("aria-activedescendant");
  else box.setAttribute("aria-activedescendant", `hit-${active}`);
}

function closeResults() {
  byId("results").hidden = true;
  byId("search").setAttribute("aria-expanded", "false");
}

function pick(id) {
  closeResults();
  choose({ node: id }, { move: true });
  byId("panel").focus({ preventScroll: true });
}

function onSearchKey(event) {
  const items = [...byId("results").querySelectorAll("[role=option]")];
  if (event.key === "Escape") {
    byId("search").value = "";
    renderResults();
  } else if (event.key === "Enter" && items[active]) {
    pick(items[active].dataset.node);
  } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length) {
    active = (active + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length;
    markActive();
  } else return;
  event.preventDefault();
}

function setUpSearch() {
  const box = byId("search");
  box.addEventListener("input", renderResults);
  box.addEventListener("focus", renderResults);
  box.addEventListener("blur", closeResults);
  box.addEventListener("keydown", onSearchKey);
}
