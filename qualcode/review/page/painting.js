// Turns with their codings are painted.
import { countCodes, refreshTools } from "./counts.js";
import { made } from "./dom.js";
import { codingsOf, cut, ends, filled, keyOf, quoteOf, short, turnsAt } from "./places.js";
import { isSeen, isTarget, visible } from "./shown.js";
import { open, page } from "./state.js";

export function paintTurn(turn) {
  const parts = open.get(turn.number), own = codingsOf(turn).filter(visible);
  parts.text.replaceChildren(...pieces(turn, own));
  const chips = [...own.filter((one) => one.start >= turn.start || turn === turnsAt(one.start, one.end)[0]).map(chip), ...notesOf(turn)];
  parts.chips.replaceChildren(...chips);
  parts.chips.hidden = !chips.length;
  paintHere();
}

function pieces(turn, own) {
  const nodes = [];
  let at = turn.start;
  for (const [number, start, end] of turn.units) {
    if (start > at) nodes.push(document.createTextNode(cut(turn, at, start)));
    nodes.push(unitNode(turn, own, number, start, end));
    at = end;
  }
  if (at < ends(turn)) nodes.push(document.createTextNode(cut(turn, at, ends(turn))));
  return nodes;
}

function unitNode(turn, own, number, start, end) {
  const node = made("span", "unit");
  Object.assign(node.dataset, { unit: number, start, end });
  if (isTarget(start, end)) node.classList.add("target");
  if (isSeen(start, end)) node.classList.add("seen");
  const hits = own.filter((one) => one.start < end && start < one.end && one.state !== "reject");
  const cuts = [...new Set([start, end, ...hits.flatMap((one) => [Math.max(one.start, start), Math.min(one.end, end)])])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; i++) {
    const covering = hits.filter((one) => one.start <= cuts[i] && cuts[i + 1] <= one.end), text = cut(turn, cuts[i], cuts[i + 1]);
    if (covering.length) node.append(marked(text, cuts[i], covering)); else node.append(text);
  }
  return node;
}

// An underline for each theme, one below the other; dashed until someone has decided.
function marked(text, start, covering) {
  const node = made("mark", "colour", text), lines = new Map();
  node.dataset.places = covering.map(keyOf).join("\n");
  for (const one of covering) {
    const colour = page.codes.get(one.code).colour;
    lines.set(colour, lines.get(colour) || one.state !== "undecided");
  }
  const shown = [...lines].slice(0, 4);
  node.style.backgroundImage = shown.map(([colour, firm]) => firm ? `linear-gradient(${colour},${colour})`
    : `repeating-linear-gradient(90deg,${colour} 0 5px,transparent 5px 9px)`).join(",");
  node.style.backgroundSize = shown.map(() => "100% 3px").join(",");
  node.style.backgroundPosition = shown.map((_, i) => `0 calc(100% - ${i * 4}px)`).join(",");
  if (shown.length > 1) node.style.paddingBottom = `${shown.length * 4}px`;
  return node;
}

function chip(one) {
  const row = made("li"), node = made("button", "chip"), code = page.codes.get(one.code);
  node.type = "button";
  Object.assign(node.dataset, { place: keyOf(one), state: one.state });
  const swatch = made("span", "swatch colour");
  swatch.style.background = code.colour;
  const mark = { accept: "✓", add: "+", reject: "✗", undecided: "?" }[one.state];
  const state = made("span", "state", mark);
  node.append(swatch, made("span", "name", code.label), state);
  const others = Object.entries(one.others).map(([name, said]) => `${name === "consensus" ? page.words.consensus : name}: ${page.words[`said_${said}`]}`);
  for (const text of others) node.append(made("span", "told", text));
  if (one.machine) node.append(made("span", "told", `${one.rule}${one.probability === null ? "" : ` (${Math.round(one.probability * 100)} %)`}`));
  if (one.pinned) node.append(made("span", "told", page.words.is_pinned));
  if (one.memo) node.append(made("span", "memo", one.memo));
  const told = [code.label, page.words[`state_${one.state}`], one.rule && filled("by_rule", { rule: one.rule }), one.pinned && page.words.is_pinned, ...others, filled("quote", { text: short(quoteOf(one.start, one.end)) }), one.memo];
  node.setAttribute("aria-label", told.filter(Boolean).join(", "));
  node.title = told.filter(Boolean).join("\n");
  row.append(node);
  return row;
}

function notesOf(turn) {
  return page.current.notes.filter((note) => turn.start <= note.start && note.start < ends(turn)).map((note) => {
    const row = made("li");
    row.append(made("span", "memo", `${page.words.note}: ${note.memo}`));
    return row;
  });
}

export function paintSeen() {
  for (const node of document.querySelectorAll(".unit")) node.classList.toggle("seen", isSeen(Number(node.dataset.start), Number(node.dataset.end)));
  refreshTools();
}

export function paintHere() {
  for (const node of document.querySelectorAll("mark.here")) node.classList.remove("here");
  if (page.item) for (const turn of turnsAt(page.item.start, page.item.end))
    for (const node of open.get(turn.number).text.querySelectorAll("mark")) if (node.dataset.places.split("\n").includes(keyOf(page.item))) node.classList.add("here");
  for (const node of document.querySelectorAll(".unit.here")) node.classList.remove("here");
  if (page.unit) for (const node of document.querySelectorAll(`.unit[data-start="${page.unit.start}"]`)) node.classList.add("here");
}

export function paintAll() {
  for (const turn of page.current.turns) paintTurn(turn);
  countCodes();
  refreshTools();
}
