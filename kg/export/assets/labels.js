/* Names on the canvas, as on a map: of constant size on the screen, never on top of each other, the
   important ones first; minor ones come as one zooms in. vis-network's own labels are switched off. */
const FONT = '"Be Vietnam Pro", Inter, "Segoe UI", Roboto, "Noto Sans", system-ui, sans-serif';
const RANKED = [...DATA.nodes].sort((a, b) => a.rank - b.rank);
const BY_DEGREE = [...DATA.edges].sort((a, b) => edgeRank(a) - edgeRank(b));
const widths = new Map();
let boxes = []; // what the last frame wrote: {left, top, right, bottom, node | edge}
let cells = new Map();

function edgeRank(edge) {
  return NODE.get(edge.from).rank + NODE.get(edge.to).rank;
}

function measured(pen, text, font) {
  const key = font + text;
  let width = widths.get(key);
  if (width === undefined) {
    pen.font = font;
    width = pen.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

function inLines(text, limit, most) {
  const lines = [""];
  for (const part of text.split(" ")) {
    const last = lines.length - 1;
    if (!lines[last]) lines[last] = part;
    else if (lines[last].length + 1 + part.length <= limit) lines[last] += ` ${part}`;
    else lines.push(part);
  }
  const kept = lines.slice(0, most).map((line) => clipped(line, limit + 6));
  if (lines.length > most) kept[most - 1] = `${clipped(kept[most - 1], limit - 1).replace(/…$/, "")}…`;
  return kept;
}

function clipped(line, limit) {
  const signs = [...line];
  return signs.length > limit ? `${signs.slice(0, limit).join("")}…` : line;
}

function isFree(box) {
  for (const cell of cellsOf(box))
    for (const other of cells.get(cell) || [])
      if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
  return true;
}

function cellsOf(box) {
  const out = [];
  for (let x = Math.floor(box.left / 80); x <= Math.floor(box.right / 80); x++)
    for (let y = Math.floor(box.top / 80); y <= Math.floor(box.bottom / 80); y++) out.push(x * 100003 + y);
  return out;
}

function take(box) {
  for (const cell of cellsOf(box)) {
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push(box);
  }
}

function write(pen, lines, box, height, colour, halo) {
  pen.lineWidth = 3.5;
  pen.strokeStyle = halo;
  pen.fillStyle = colour;
  lines.forEach((line, i) => {
    const x = (box.left + box.right) / 2, y = box.top + height * (i + 0.5) + 1;
    pen.strokeText(line, x, y);
    pen.fillText(line, x, y);
  });
}

/* The four places round a node, below first. */
function around(x, y, radius, width, height) {
  const gap = radius + 3;
  return [[x - width / 2, y + gap], [x + gap + 1, y - height / 2], [x - gap - 1 - width, y - height / 2], [x - width / 2, y - gap - height]]
    .map(([left, top]) => ({ left, top, right: left + width, bottom: top + height }));
}

function view() {
  const { scale, translation } = network.body.view;
  const frame = network.canvas.frame;
  return { scale, dx: translation.x, dy: translation.y, width: frame.clientWidth, height: frame.clientHeight };
}

function writeNodes(pen, seen, chosen, ink) {
  let written = 0;
  const order = chosen ? [...RANKED.filter((n) => chosen.nodes.has(n.id))] : RANKED;
  const first = [state.hover, state.node].filter((id) => id && NODE.has(id)).map((id) => NODE.get(id));
  const room = (seen.width * seen.height) / 9000;
  for (const node of [...first, ...order]) {
    const body = network.body.nodes[node.id];
    if (!body || body.options.hidden) continue;
    const special = first.includes(node) || (chosen && chosen.nodes.size < 60);
    const x = body.x * seen.scale + seen.dx, y = body.y * seen.scale + seen.dy, radius = body.options.size * seen.scale;
    if (x < -60 || y < -40 || x > seen.width + 60 || y > seen.height + 40) continue;
    if (!special && written > room) break;
    if (!special && radius < 4.2 && node.rank >= 30) continue;
    if (boxes.some((box) => box.node === node.id)) continue;
    written += Number(writeNode(pen, node, x, y, radius, special, ink));
  }
}

function writeNode(pen, node, x, y, radius, special, ink) {
  const big = node.degree >= 8 || node.id === state.node;
  const size = big ? 14 : 12.5, height = size * 1.22, font = `${big ? 600 : 450} ${size}px ${FONT}`;
  const lines = inLines(labelOf(node), 22, 2);
  const width = Math.max(...lines.map((line) => measured(pen, line, font))) + 4;
  const places = around(x, y, Math.max(radius, 3), width, height * lines.length);
  const place = places.find(isFree) || (node.id === state.hover || node.id === state.node ? places[0] : null);
  if (!place) return false;
  take(place);
  boxes.push({ ...place, node: node.id });
  pen.font = font;
  write(pen, lines, place, height, NODE.get(node.id).literal ? ink.soft : ink.text, ink.back);
  return true;
}

function writeEdges(pen, seen, chosen, ink) {
  const font = `400 11px ${FONT}`, height = 14;
  let written = 0;
  for (const edge of chosen ? chosen.edges : BY_DEGREE) {
    const body = network.body.edges[edge.id];
    if (written > 220) break;
    if (!body || !body.connected || body.options.hidden) continue;
    const point = edge.from === edge.to ? body.edgeType.getPoint(0.5) : body.edgeType.getPoint(0.5, body.edgeType.getViaNode());
    const x = point.x * seen.scale + seen.dx, y = point.y * seen.scale + seen.dy;
    if (x < 0 || y < 0 || x > seen.width || y > seen.height) continue;
    const text = clipped(predicateName(edge.p), 26);
    const width = measured(pen, text, font) + 4;
    const length = Math.hypot(body.from.x - body.to.x, body.from.y - body.to.y) * seen.scale;
    if (edge.id !== state.edge && edge.from !== edge.to && length < width * 0.8 + 24) continue;
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (edge.id !== state.edge && !isFree(box)) continue;
    take(box);
    boxes.push({ ...box, edge: edge.id });
    pen.font = font;
    write(pen, [text], box, height, edge.id === state.edge ? ink.text : DATA.modes[edge.mode].ink || ink.soft, ink.back);
    written++;
  }
}

/* What the selection lights up: a node with its neighbours, or an edge with its ends. */
function chosenParts() {
  if (state.edge) {
    const edge = EDGE.get(state.edge);
    return { edges: [edge], nodes: new Set([edge.from, edge.to]) };
  }
  if (!state.node) return null;
  const facts = NODE.get(state.node).facts;
  return { edges: facts, nodes: new Set([state.node, ...facts.flatMap((edge) => [edge.from, edge.to])]) };
}

/* A veil over everything, and the chosen parts drawn again above it. */
function lightUp(pen, chosen, seen, ink) {
  pen.save();
  pen.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  pen.globalAlpha = 0.82;
  pen.fillStyle = ink.back;
  pen.fillRect(0, 0, seen.width, seen.height);
  pen.restore();
  for (const edge of chosen.edges) {
    const body = network.body.edges[edge.id];
    if (!body || !body.connected || body.options.hidden) continue;
    body.draw(pen);
    body.drawArrows(pen);
  }
  for (const id of chosen.nodes) {
    const body = network.body.nodes[id];
    if (body && !body.options.hidden) body.draw(pen);
  }
}

let ink = null;
function readInk() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  ink = { text: read("--text"), soft: read("--soft"), back: read("--canvas") };
}

function drawLabels(pen) {
  const seen = view(), chosen = chosenParts();
  boxes = [];
  cells = new Map();
  if (chosen) lightUp(pen, chosen, seen, ink);
  pen.save();
  pen.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  writeNodes(pen, seen, chosen, ink);
  writeEdges(pen, seen, chosen, ink);
  pen.restore();
}

function labelAt(point) {
  return boxes.find((box) => point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom);
}
