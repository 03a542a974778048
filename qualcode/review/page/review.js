// Tools, keys and the mouse; the page begins here.
import { poll } from "./changes.js";
import { about, choose, drawCodes, press } from "./codes.js";
import { called, countCodes, refreshTools } from "./counts.js";
import { code, codeAs, judge, judgeAlike, makeCode, memo, move, pin, read, undo, whole, withdraw } from "./deciding.js";
import { $, made, say } from "./dom.js";
import { show } from "./interview.js";
import { step, stepUnit, toInterview, toItem, toUnit } from "./moving.js";
import { paintAll, paintHere } from "./painting.js";
import { keyOf, quoteOf, short } from "./places.js";
import { drawChosen, selected, widen } from "./selection.js";
import { ask } from "./server.js";
import { byPlace, page } from "./state.js";
import { atWalk, decideUnit, nextUnit } from "./walking.js";
import "./search.js";

for (const node of document.querySelectorAll("[data-close]")) node.addEventListener("click", () => node.closest("dialog").close());

const tools = { previous: () => step(-1), next: () => page.study.walk ? nextUnit() : step(1), accept: () => atWalk() ? decideUnit(true) : judge("accept"),
  reject: () => atWalk() ? decideUnit(false) : judge("reject"), read: () => atWalk() ? decideUnit(false) : read(), undo: () => undo().then(() => page.study.walk && nextUnit()),
  withdraw, code, memo, move, pin, whole, invivo: () => makeCode(""), all: () => judgeAlike("accept"), none: () => judgeAlike("reject"),
  more: () => { $("more").hidden = !$("more").hidden; document.querySelector("[data-do=more]").setAttribute("aria-expanded", String(!$("more").hidden)); },
  help: () => $("helper").showModal() };

const keys = { n: "next", p: "previous", a: "accept", r: "reject", Delete: "withdraw", Backspace: "withdraw", c: "code", m: "memo", v: "move", t: "pin", u: "undo", d: "whole", i: "invivo", A: "all", R: "none", "+": "more", "?": "help", Enter: "read" };

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, dialog, summary");
  const bracket = event.key === "[" || event.key === "]"; // on a Finnish keyboard with AltGr
  if (typing || (!bracket && (event.ctrlKey || event.altKey || event.metaKey)) || !page.current || page.loading) return;
  const onButton = event.target.closest("button") && !event.target.closest(".chip");
  if (event.key === "Enter" && onButton) return;
  const more = { j: () => stepUnit(1), k: () => stepUnit(-1), ArrowRight: () => widen(event.shiftKey ? "start" : 1), ArrowLeft: () => widen(-1),
    "/": () => $("search").focus(), "[": () => toInterview(-1), "]": () => toInterview(1), ",": () => toInterview(-1), ".": () => toInterview(1),
    Escape: () => { page.chosen = null; drawChosen(); document.getSelection().removeAllRanges(); } };
  const act = keys[event.key] ? tools[keys[event.key]] : more[event.key];
  if (act) { event.preventDefault(); act(); }
});

for (const node of document.querySelectorAll("[data-do]")) {
  node.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  node.addEventListener("click", () => { if (page.current && !page.loading) tools[node.dataset.do](); });
}

$("transcript").addEventListener("click", (event) => {
  const own = event.target.closest(".chip"), mark = event.target.closest("mark"), sentence = event.target.closest(".unit");
  if (own) toItem(byPlace.get(own.dataset.place));
  else if (selected()) { page.chosen = null; page.lastItem = page.item || page.lastItem; refreshTools(); }
  else if (mark) {
    const places = mark.dataset.places.split("\n").map((key) => byPlace.get(key)).filter(Boolean), i = places.indexOf(page.item);
    if (places.length) toItem(places[(i + 1) % places.length]); // another click goes to the next of those that overlap
  } else if (sentence) toUnit(sentence);
});

$("transcript").addEventListener("focusin", (event) => {
  const own = event.target.closest(".chip");
  if (own && (!page.item || keyOf(page.item) !== own.dataset.place)) { page.item = byPlace.get(own.dataset.place); page.unit = null; paintHere(); about(page.item.code); refreshTools(); }
  if (own) page.lastItem = page.item;
});

document.addEventListener("selectionchange", () => { const span = page.current && selected(); if (span && span.end - span.start > 1) { page.chosen = null; drawChosen(); say(short(quoteOf(span.start, span.end))); } });

$("filter").addEventListener("change", () => { page.item = null; paintAll(); });

$("interview").addEventListener("change", () => show($("interview").value));

$("all-codes").addEventListener("click", () => choose(""));

function redraw(codes) {
  page.study.codes = codes;
  page.codes = new Map(codes.map((code, i) => [code.id, { ...code, place: i, family: new Set([code.id]) }]));
  for (const code of codes) for (let above = code.parent; above; above = page.codes.get(above).parent) page.codes.get(above).family.add(code.id);
  drawCodes((name) => { if (!codeAs(name)) { choose(page.only === name ? "" : name); about(name); } });
  press(page.only);
  if (page.current) countCodes();
}

async function begin() {
  page.study = await ask("/api/study");
  page.words = page.study.words;
  page.version = page.study.version;
  document.documentElement.lang = page.study.language;
  document.title = `${page.words.review}: ${page.study.title}`;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = page.words[node.dataset.word];
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", page.words[node.dataset.label]);
  for (const node of document.querySelectorAll("[data-do]")) { node.textContent = page.words[node.dataset.do]; node.append(made("kbd", "", node.dataset.key)); node.setAttribute("aria-keyshortcuts", node.dataset.key === "Del" ? "Delete" : node.dataset.key); }
  $("title").textContent = page.study.title;
  $("who").textContent = [page.study.mode === "adjudicate" ? page.words.consensus : `${page.words.coder}: ${page.study.coder}`, page.words[`mode_${page.study.mode}`]].filter(Boolean).join(" – ");
  $("filter").replaceChildren(...["all", "undecided", "rules", "people", "accept", "reject", "memo"].map((name) => new Option(page.words[`show_${name}`], name)));
  $("interview").replaceChildren(...page.study.transcripts.map((one) => new Option(called(one), one.id)));
  $("helper-keys").replaceChildren(...page.words.keys.split(" · ").map((line) => made("li", "", line)));
  redraw(page.study.codes);
  page.redraw = redraw;
  if (matchMedia("(max-width: 44rem)").matches) $("book").open = false;
  history.replaceState(null, "", location.pathname + location.hash); // the one-time address is spent
  let wanted = "";
  try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { /* not ours */ }
  const first = page.study.transcripts.find((one) => one.id === wanted) || page.study.transcripts.find((one) => one.left) || page.study.transcripts[0];
  if (page.study.walk) { press(page.study.walk.code); await nextUnit(); if (!page.current && first) await show(first.id); } else if (first) await show(first.id); else say(page.words.nothing_left);
  poll();
}

begin().catch((error) => { document.body.append(made("p", "", String(error.message))); });
