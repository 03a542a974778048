// Decisions go to the server, and what changed there comes back.
import { countCodes, refreshTools, tellProgress } from "./counts.js";
import { say, warn } from "./dom.js";
import { paintSeen, paintTurn } from "./painting.js";
import { filled, keyOf, nameOf, turnsAt } from "./places.js";
import { ask } from "./server.js";
import { chipOf, visible } from "./shown.js";
import { byPlace, page } from "./state.js";

export let queue = Promise.resolve(); // one request after the other, so that decisions keep their order

export function decide(decisions, what, where = page.current) {
  const own = { transcript: where.id, text: where.text, memo: "" };
  return enqueue(() => ask(`/api/decide?since=${page.version}`, decisions.map((one) => ({ ...own, ...one }))), what && filled("saved", { what }));
}

export function enqueue(request, said) {
  queue = queue.then(async () => {
    try {
      const done = await request();
      warn("");
      apply(done);
      if (said) say(page.item && document.activeElement && document.activeElement.dataset.place === keyOf(page.item) ? `${said} → ${nameOf(page.item)}` : said);
      return done;
    } catch (error) {
      warn(error.message);
      return null;
    }
  });
  return queue;
}

function apply(done) {
  page.version = Math.max(page.version, done.version);
  const touched = new Set();
  for (const one of done.codings) {
    if (one.transcript !== page.current.id) continue;
    const key = keyOf(one), before = byPlace.get(key);
    if (one.state === "gone") byPlace.delete(key); else byPlace.set(key, before ? Object.assign(before, one) : one);
    if (one.state === "gone" && page.item === before) page.item = null;
    for (const turn of turnsAt(one.start, one.end)) touched.add(turn);
  }
  if (done.notes[page.current.id]) {
    for (const note of [...page.current.notes, ...done.notes[page.current.id]]) for (const turn of turnsAt(note.start, note.end)) touched.add(turn);
    page.current.notes = done.notes[page.current.id];
  }
  if (done.seen[page.current.id] && JSON.stringify(page.current.seen) !== JSON.stringify(done.seen[page.current.id])) {
    page.current.seen = done.seen[page.current.id];
    paintSeen();
  }
  for (const progress of done.progress) tellProgress(progress);
  const kept = document.activeElement && document.activeElement.dataset.place;
  if (page.item && !visible(page.item)) page.item = null; // what the filter hides is not decided about
  for (const turn of touched) paintTurn(turn);
  if (kept) { const node = chipOf(kept); if (node && document.activeElement !== node) node.focus({ preventScroll: true }); }
  countCodes();
  refreshTools();
}

export async function poll() { // another page, or another window, may have decided something
  if (page.current && !document.hidden) {
    try {
      const done = await ask(`/api/changes?since=${page.version}`);
      if (done.version > page.version) apply(done);
    } catch { /* told when something is saved */ }
  }
  setTimeout(poll, 1500);
}
