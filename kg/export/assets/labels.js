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

/* Inside the frame and on no other label; `strict` minds the drawn nodes too. */
function isFree(box, strict, seen) {
  if (box.left < 2 || box.right > seen.width - 2 || box.top < 2 || box.bottom > seen.height - 2) return false;
  for (const cell of cellsOf(box))
    for (const other of cells.get(cell) || [])
      if ((strict || !other.shape) && box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom)
        return false;
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

function write(pen, lines, box, height, colour) {
  pen.lineWidth = 3.5;
  pen.strokeStyle = ink.back;
  pen.fillStyle = colour;
  lines.forEach((line, i) => {
    const x = (box.left + box.right) / 2, y = box.top + height * (i + 0.5) + 1;
    pen.strokeText(line, x, y);
    pen.fillText(line, x, y);
  });
}

/* The places round a node: below, beside, above, then the corners. */
function around(x, y, radius, width, height) {
  const gap = radius + 3, near = gap * 0.7;
  const corners = [
    [x - width / 2, y + gap], [x + gap + 1, y - height / 2], [x - gap - 1 - width, y - height / 2], [x - width / 2, y - gap - height],
    [x + near, y + near], [x - near - width, y + near], [x + near, y - near - height], [x - near - width, y - near - height],
  ];
  return corners.map(([left, top]) => ({ left, top, right: left + width, bottom: top + height }));
}

function view() {
  const { scale, translation } = network.body.view;
  const frame = network.canvas.frame;
  return { scale, dx: translation.x, dy: translation.y, width: frame.clientWidth, height: frame.clientHeight };
}

/* Where a node is on the screen; null if it is hidden or out of sight. */
function spot(node, seen) {
  const body = network.body.nodes[node.id];
  if (!body || body.options.hidden) return null;
  const x = body.x * seen.scale + seen.dx, y = body.y * seen.scale + seen.dy, radius = body.options.size * seen.scale;
  return x < -60 || y < -40 || x > seen.width + 60 || y > seen.height + 40 ? null : { node, x, y, radius };
}

function writeNodes(pen, seen, chosen) {
  const order = chosen ? RANKED.filter((node) => chosen.nodes.has(node.id)) : RANKED;
  const first = [...new Set([state.hover, state.node])].filter((id) => NODE.has(id)).map((id) => NODE.get(id));
  const spots = [...first, ...order.filter((node) => !first.includes(node))].map((node) => spot(node, seen)).filter(Boolean);
  for (const { x, y, radius } of spots)
    if (radius >= 4.5) take({ left: x - radius, right: x + radius, top: y - radius, bottom: y + radius, shape: true });
  const room = (seen.width * seen.height) / 9000;
  let written = 0;
  for (const place of spots) {
    const special = first.includes(place.node) || (chosen && chosen.nodes.size < 60);
    if (!special && written > room) break;
    if (!special && place.radius < 4.2 && place.node.rank >= 30) continue;
    written += Number(writeNode(pen, place, seen));
  }
}

function writeNode(pen, { node, x, y, radius }, seen) {
  const pointed = node.id === state.hover || node.id === state.node, big = node.degree >= 8 || node.id === state.node;
  const size = big ? 14 : 12.5, height = size * 1.22, font = `${big ? 600 : 400} ${size}px ${FONT}`;
  const lines = inLines(labelOf(node), 22, 2);
  const width = Math.max(...lines.map((line) => measured(pen, line, font))) + 4;
  const places = around(x, y, Math.max(radius, 3), width, height * lines.length);
  const place =
    places.find((box) => isFree(box, true, seen)) || places.find((box) => isFree(box, false, seen)) || (pointed ? places[0] : null);
  if (!place) return false;
  take(place);
  boxes.push({ ...place, node: node.id });
  pen.font = font;
  write(pen, lines, place, height, node.literal ? ink.soft : ink.text);
  return true;
}

function writeEdges(pen, seen, chosen) {
  const font = `400 11px ${FONT}`, height = 14;
  let written = 0;
  let rest = chosen ? chosen.edges : BY_DEGREE;
  const first = [state.edge, state.hoverEdge].filter((id) => EDGE.has(id)).map((id) => EDGE.get(id));
  if (!chosen && seen.scale < 0.6 && state.shownEdges > 80) rest = [];
  for (const edge of new Set([...first, ...rest])) {
    const special = first.includes(edge);
    const body = network.body.edges[edge.id];
    if (written > 220) break;
    if (!body || !body.connected || body.options.hidden) continue;
    const point = edge.from === edge.to ? body.edgeType.getPoint(0.5) : body.edgeType.getPoint(0.5, body.edgeType.getViaNode());
    const x = point.x * seen.scale + seen.dx, y = point.y * seen.scale + seen.dy;
    if (x < 0 || y < 0 || x > seen.width || y > seen.height) continue;
    const text = clipped(predicateName(edge.p), 26);
    const width = measured(pen, text, font) + 4;
    const length = Math.hypot(body.from.x - body.to.x, body.from.y - body.to.y) * seen.scale;
    if (!special && edge.from !== edge.to && length < width * 0.8 + 24) continue;
    const box = { left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 };
    if (!special && !isFree(box, false, seen)) continue;
    take(box);
    boxes.push({ ...box, edge: edge.id });
    pen.font = font;
    write(pen, [text], box, height, special ? ink.text : ink.soft);
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
function lightUp(pen, chosen, seen) {
  pen.save();
  pen.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  pen.globalAlpha = 0.82;
  pen.fillStyle = ink.back;
  pen.fillRect(0, 0, seen.width, seen.height);
  pen.restore();
  for (const edge of chosen.edges) {
    const body = network.body.edges[edge.id];
    if (!body || !body.connected || body.options.hidden) continue;
    const faint = body.options.color.opacity;
    body.options.color.opacity = 1;
    body.draw(pen);
    body.drawArrows(pen);
    body.options.color.opacity = faint;
  }
  for (const id of chosen.nodes) {
    const body = network.body.nodes[id];
    if (!body || body.options.hidden) continue;
    body.draw(pen);
    if (id === state.node) ring(pen, body, seen);
  }
}

/* Edges of one width on the screen, whatever the zoom. */
function thinEdges() {
  const width = Math.min(Math.max(1.1 / view().scale, 0.7), 5);
  for (const { id } of DATA.edges) if (network.body.edges[id]) network.body.edges[id].options.width = width;
}

function ring(pen, body, seen) {
  pen.beginPath();
  pen.arc(body.x, body.y, body.options.size * 1.2 + 4 / seen.scale, 0, 2 * Math.PI);
  pen.lineWidth = 2.5 / seen.scale;
  pen.strokeStyle = ink.accent;
  pen.stroke();
}

let ink = null;
function readInk() {
  const style = getComputedStyle(document.documentElement);
  const read = (name) => style.getPropertyValue(name).trim();
  ink = { text: read("--text"), soft: read("--soft"), back: read("--canvas"), accent: read("--accent") };
}

function drawLabels(pen) {
  const seen = view(), chosen = chosenParts();
  boxes = [];
  cells = new Map();
  if (chosen) lightUp(pen, chosen, seen);
  pen.save();
  pen.setTransform(network.canvas.pixelRatio, 0, 0, network.canvas.pixelRatio, 0, 0);
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  writeNodes(pen, seen, chosen);
  writeEdges(pen, seen, chosen);
  pen.restore();
}

function labelAt(point) {
  return boxes.find((box) => point.x >= box.left && point.x <= box.right && point.y >= box.top && point.y <= box.bottom);
}
