// Searching what was said.
import { refreshTools } from "./counts.js";
import { $, say } from "./dom.js";
import { paintHere } from "./painting.js";
import { filled, points, short } from "./places.js";
import { highlight, rangeOf } from "./selection.js";
import { page } from "./state.js";

let hits = [], hit = -1;

function search(direction) {
  const text = $("search").value.trim().toLowerCase();
  if (!text) { hits = []; hit = -1; highlight("search", []); highlight("found", []); return; }
  hits = [];
  for (const turn of page.current.turns) {
    const low = turn.text.toLowerCase();
    if (low.length !== turn.text.length) continue; // letters whose small form is longer: none in Finnish or English
    for (let i = low.indexOf(text); i >= 0; i = low.indexOf(text, i + text.length)) hits.push({ start: turn.start + points(turn, i), end: turn.start + points(turn, i + text.length) });
  }
  if (!hits.length) { highlight("search", []); highlight("found", []); say(filled("found_none", { text: $("search").value })); return; }
  hit = direction ? (hit + direction + hits.length) % hits.length : 0;
  highlight("search", hits.slice(0, 2000).map((one) => rangeOf(one.start, one.end)));
  const range = rangeOf(hits[hit].start, hits[hit].end);
  highlight("found", [range]);
  const node = range.startContainer.parentElement;
  node.scrollIntoView({ block: "center" });
  const own = node.closest(".unit");
  page.item = null;
  page.unit = own ? { start: Number(own.dataset.start), end: Number(own.dataset.end) } : null;
  paintHere();
  say(filled("found", { number: hit + 1, all: hits.length, text: short(own ? own.textContent : node.textContent) }));
  refreshTools();
}

$("search").addEventListener("input", () => search(0));

$("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { event.preventDefault(); search(event.shiftKey ? -1 : 1); }
  if (event.key === "Escape") { $("search").value = ""; search(0); $("transcript").focus(); }
});
