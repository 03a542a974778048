// One code, unit by unit, in the order the server gives.
import { decide } from "./changes.js";
import { $, say, warn } from "./dom.js";
import { show } from "./interview.js";
import { toUnit } from "./moving.js";
import { paintAll } from "./painting.js";
import { filled } from "./places.js";
import { selected } from "./selection.js";
import { ask } from "./server.js";
import { unitNodes } from "./shown.js";
import { byPlace, page } from "./state.js";

const percent = (share) => `${Math.floor(share * 100)} %`;

function told(facts) {
  const code = page.codes.get(page.study.walk.code).label, parts = [filled("walk_read", { ...facts, code })];
  if (facts.others) parts.push(filled("walk_others", facts));
  if (!facts.found && !facts.others) parts.push(page.words.walk_nothing);
  else {
    if (facts.recall !== null && facts.drawn) parts.push(filled("walk_recall", { recall: percent(facts.recall) }));
    if (facts.wanted) parts.push(filled("walk_wanted", facts));
  }
  return parts.join(" ");
}

export async function nextUnit() {
  let found;
  try { found = await ask("/api/next"); } catch (error) { warn(error.message); return; }
  page.walk = found.unit;
  if (!page.walk) { $("walk").textContent = told(found.told); say(page.words.walk_done); return; }
  if (!page.current || page.current.id !== page.walk.transcript) await show(page.walk.transcript);
  page.current.targets = [[page.walk.start, page.walk.end]];
  paintAll();
  const node = unitNodes().find((one) => Number(one.dataset.start) === page.walk.start);
  if (node) toUnit(node);
  $("walk").textContent = told(found.told);
  const why = page.walk.signs.length && page.walk.how !== "random" ? ` ${filled("walk_why", { words: page.walk.signs.join(", ") })}` : "";
  say(filled(`walk_${page.walk.how}`, { code: page.codes.get(page.study.walk.code).label, chance: page.walk.chance === null ? "" : percent(page.walk.chance) }) + why);
}

export function atWalk() { // whether one is at the unit that is to be read
  if (!page.walk || page.current.id !== page.walk.transcript) return false;
  const own = page.item || page.unit;
  return Boolean(own) && own.start < page.walk.end && page.walk.start < own.end;
}

export async function decideUnit(applies) {
  const unit = page.walk, name = page.study.walk.code, family = page.codes.get(name).family, where = page.current;
  const there = [...byPlace.values()].filter((one) => family.has(one.code) && one.start < unit.end && unit.start < one.end && one.state === "undecided");
  const span = page.chosen || selected(), own = span && unit.start <= span.start && span.end <= unit.end ? span : unit;
  const made = there.map((one) => ({ start: one.start, end: one.end, code: one.code, decision: applies ? "accept" : "reject", memo: one.memo }));
  if (applies && !there.length) made.push({ start: own.start, end: own.end, code: name, decision: "add" });
  made.push({ start: unit.start, end: unit.end, code: name, decision: "seen" });
  document.getSelection().removeAllRanges();
  page.chosen = null;
  page.walk = null; // who decides fast decides about the next one, not twice about this
  const done = await decide(made, page.words[applies ? "walk_yes" : "walk_no"], where);
  if (done) await nextUnit(); else page.walk = unit;
}
