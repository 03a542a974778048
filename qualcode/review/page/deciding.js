// Deciding about codings.
import { decide, enqueue } from "./changes.js";
import { refreshTools } from "./counts.js";
import { $, say, warn } from "./dom.js";
import { show } from "./interview.js";
import { step, stepUnit, stepUnread, toItem } from "./moving.js";
import { paintHere } from "./painting.js";
import { pick } from "./picker.js";
import { filled, keyOf, nameOf, quoteOf, short, unitAt } from "./places.js";
import { drawChosen, selected } from "./selection.js";
import { ask } from "./server.js";
import { visible, wholeSeen } from "./shown.js";
import { byPlace, page } from "./state.js";

const said = (one, state) => `${page.codes.get(one.code).label} (${page.words[`state_${state}`] || page.words.memo_saved})`;

export function judge(decision) {
  if (!page.item) { say(page.words.nothing_here); return; }
  const one = page.item, goes = one.state === "undecided" && page.study.mode !== "blind" && page.study.mode !== "sample";
  const kind = decision === "reject" && one.state === "add" && !one.given ? "withdraw" : decision;
  decide([{ start: one.start, end: one.end, code: one.code, decision: kind, memo: one.memo }], said(one, kind === "withdraw" ? "undecided" : kind))
    .then((done) => { if (!done && byPlace.has(keyOf(one))) toItem(byPlace.get(keyOf(one)), true); });
  if (!goes) return;
  step(1); // at once: who decides fast decides about the next one, not twice about this
  if (page.item === one) { page.item = null; document.activeElement.blur(); paintHere(); refreshTools(); }
}

export function withdraw() {
  if (!page.item) { say(page.words.nothing_here); return; }
  const one = page.item;
  if (one.state === "undecided") { say(page.words.nothing_decided); return; }
  decide([{ start: one.start, end: one.end, code: one.code, decision: "withdraw", memo: one.memo }], `${page.codes.get(one.code).label} (${page.words.withdrawn})`);
}

const target = () => page.chosen || selected() || (page.item && { start: page.item.start, end: page.item.end }) || page.unit;

export function code() {
  const span = target();
  if (!span) { say(page.words.nothing_to_code); return; }
  const units = page.current.turns.flatMap((turn) => turn.units).filter(([, a, b]) => a < span.end && span.start < b), where = page.current;
  if (!units.length) { warn(page.words.not_coded_speech); return; }
  pick(span, (name, label) => { if (where === page.current) { if (label) makeCode(label, span); else add(span, name); } });
}

export function codeAs(name) { // the words selected, if any
  const span = page.chosen || selected();
  if (span) add(span, name);
  return Boolean(span);
}

export async function makeCode(label, span = page.chosen || selected()) { // in vivo: called as the words are
  if (!span) { say(page.words.nothing_to_code); return; }
  const where = page.current;
  let made;
  try { made = await ask("/api/code", { label: label || quoteOf(span.start, span.end), under: page.only }); } catch (error) { warn(error.message); return; }
  page.redraw(made.codes);
  if (where === page.current) await add(span, made.id);
}

let sure = "";

export async function judgeAlike(decision) { // the first press tells how many there are, the second does it
  const one = page.item;
  if (!one || one.state !== "undecided" || !one.given) { say(page.words.nothing_alike); return; }
  const asked = { transcript: page.current.id, text: page.current.text, start: one.start, end: one.end, code: one.code, decision };
  const rule = one.machine ? `${one.machine}${one.probability === null ? "" : ` ≥ ${Math.round(one.probability * 100)} %`}` : one.rule;
  const facts = { code: page.codes.get(one.code).label, rule, key: decision === "accept" ? "A" : "R" };
  if (sure !== `${decision} ${keyOf(one)}`) {
    const found = await ask("/api/alike", { ...asked, count: true }).catch((error) => { warn(error.message); return null; });
    if (!found) return;
    sure = `${decision} ${keyOf(one)}`;
    say(filled(`alike_${decision}`, { ...facts, number: found.number }));
    return;
  }
  sure = "";
  const done = await enqueue(() => ask(`/api/alike?since=${page.version}`, asked));
  if (done) { say(filled("alike_done", { number: done.number, state: page.words[`state_${decision}`] })); step(1); }
}

function add(span, name) {
  const one = { start: span.start, end: span.end, code: name }, there = byPlace.get(keyOf(one));
  const decision = there && there.given ? "accept" : "add";
  if (there && there.state === decision) { toItem(there); return null; }
  const shortened = page.cut ? ` ${page.words.cut_at_turn}` : "";
  page.chosen = null;
  page.cut = false;
  drawChosen();
  document.getSelection().removeAllRanges();
  return decide([{ ...one, decision, memo: there ? there.memo : "" }], said(one, decision) + shortened).then((done) => { if (done) { const found = byPlace.get(keyOf(one)); if (found && visible(found)) toItem(found, true); } });
}

export function move() {
  const span = page.chosen || selected(), one = page.item || page.lastItem;
  if (!one || !span || !byPlace.has(keyOf(one))) { say(page.words.move_how); return; }
  const gone = { start: one.start, end: one.end, code: one.code, decision: one.given ? "reject" : "withdraw" };
  page.chosen = null;
  drawChosen();
  document.getSelection().removeAllRanges();
  const next = { ...span, code: one.code };
  decide([gone, { start: span.start, end: span.end, code: one.code, decision: "add", memo: one.memo }], said(one, "add"))
    .then((done) => { const found = done && byPlace.get(keyOf(next)); if (found) toItem(found, true); });
}

const drafts = new Map();

export function memo() {
  const span = page.item || target();
  if (!span) { say(page.words.nothing_here); return; }
  const one = page.item, note = !one && page.current.notes.find((known) => known.start === span.start && known.end === span.end);
  $("noter-title").textContent = filled("memo_for", { quote: short(quoteOf(span.start, span.end)) });
  const where = page.current, place = `${where.id} ${span.start} ${span.end} ${one ? one.code : ""}`;
  $("noter-text").value = drafts.get(place) ?? (one ? one.memo : note ? note.memo : "");
  $("noter").onclose = () => drafts.set(place, $("noter-text").value); // what was typed and not saved is there the next time
  $("noter-save").onclick = () => {
    const text = $("noter-text").value.trim();
    $("noter").onclose = null;
    drafts.delete(place);
    $("noter").close();
    decide([{ start: span.start, end: span.end, code: one ? one.code : "", decision: "memo", memo: text }], page.words.memo_saved, where);
  };
  $("noter").showModal();
  $("noter-text").focus();
}

export function pin() { // the selected words, else the sentence, are quoted in the findings
  if (!page.item || page.study.mode !== "open") { say(page.words.nothing_here); return; }
  const one = page.item, within = page.chosen || selected(), unit = unitAt(one.start);
  const span = within && within.start < one.end && one.start < within.end ? within : unit || one, was = one.pinned;
  const asked = { transcript: page.current.id, text: page.current.text, start: span.start, end: span.end, code: one.code };
  enqueue(() => ask(`/api/pin?since=${page.version}`, asked), page.words[was ? "unpinned" : "pinned"]);
}

export function read() {
  const base = page.unit || (page.item && unitAt(page.item.start));
  if (!base) { stepUnread(1); return; }
  const from = base;
  decide([{ start: from.start, end: from.end, code: "", decision: "seen" }], page.words.unit_read).then((done) => {
    if (!done) return;
    page.unit = from;
    page.item = null;
    if (page.study.mode === "open" || page.study.mode === "adjudicate") stepUnit(1); else stepUnread(1);
  });
}

function left() { // what was not decided counts as not coded by the one who read all
  const number = page.study.mode === "open" ? [...byPlace.values()].filter((one) => one.state === "undecided").length : 0;
  return number ? ` (${filled("whole_left", { number })})` : "";
}

export function whole() {
  const was = wholeSeen();
  decide([{ start: 0, end: page.current.length, code: "", decision: was ? "withdraw" : "seen" }], was ? page.words.whole_unread : page.words.whole_read + left());
}

export const undo = () => enqueue(() => ask(`/api/undo?since=${page.version}`, {}), page.words.saved_undo).then((done) => {
  const one = done && done.codings[0];
  if (one && one.transcript !== page.current.id) show(one.transcript);
  else if (one && byPlace.has(keyOf(one)) && visible(one)) { toItem(byPlace.get(keyOf(one)), true); say(`${page.words.saved_undo} ${nameOf(byPlace.get(keyOf(one)))}`); }
});

$("noter-text").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("noter-save").click(); });
