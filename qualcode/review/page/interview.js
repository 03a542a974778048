// An interview comes.
import { queue } from "./changes.js";
import { tellProgress } from "./counts.js";
import { $, made, say, warn } from "./dom.js";
import { paintAll } from "./painting.js";
import { ends, keyOf, wide } from "./places.js";
import { ask } from "./server.js";
import { byPlace, open, page } from "./state.js";

export async function show(name) {
  say(page.words.loading);
  for (const node of document.querySelectorAll("dialog[open]")) node.close();
  page.loading = true; // keys are not taken while another interview comes
  let found;
  try { await queue; found = await ask(`/api/transcript?id=${encodeURIComponent(name)}`); } catch (error) { warn(error.message); return; } finally { page.loading = false; }
  page.current = found;
  page.version = Math.max(page.version, found.version);
  page.item = page.unit = page.chosen = page.lastItem = null;
  byPlace.clear();
  open.clear();
  for (const one of found.codings) byPlace.set(keyOf(one), one);
  for (const turn of found.turns) { turn.wide = wide(turn.text); turn.length = turn.wide ? [...turn.text].length : turn.text.length; }
  found.length = found.turns.length ? ends(found.turns[found.turns.length - 1]) : 0;
  found.length = Math.max(found.length, found.size);
  const main = $("transcript"), title = made("h2", "", name);
  main.replaceChildren(title, ...found.turns.map(turnNode));
  paintAll();
  $("interview").value = name;
  tellProgress(found.progress);
  history.replaceState(null, "", `#${encodeURIComponent(name)}`);
  scrollTo(0, 0);
  say(`${name}. ${$("progress").textContent}`);
}

function turnNode(turn) {
  const node = made("section", turn.role === "interviewer" ? "turn asks" : "turn"), who = made("div", "who"), text = made("p"), chips = made("ul", "chips");
  const time = turn.time === null ? "" : `${Math.floor(turn.time / 60)}:${String(Math.floor(turn.time % 60)).padStart(2, "0")}`;
  who.append(turn.speaker);
  for (const [extra, title] of [[turn.question, turn.asked], [time, ""]]) if (extra) { const part = made("div", "", extra); if (title) part.title = title; who.append(part); }
  text.lang = page.current.language;
  chips.setAttribute("aria-label", page.words.codes);
  node.append(who, text, chips);
  open.set(turn.number, { node, text, chips });
  return node;
}
