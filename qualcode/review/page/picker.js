// A code is chosen by its name.
import { details } from "./codes.js";
import { $, made } from "./dom.js";
import { filled, quoteOf, short } from "./places.js";
import { page } from "./state.js";

let matches = [], at = 0, picked = null;

export function pick(span, then) {
  picked = then;
  $("picker-title").textContent = filled("pick_code", { quote: short(quoteOf(span.start, span.end)) });
  $("picker-name").value = "";
  match();
  $("picker").showModal();
  $("picker-name").focus();
}

function match() {
  const typed = $("picker-name").value.toLowerCase().trim(), parts = typed.split(/\s+/);
  const rank = (code) => { const name = code.label.toLowerCase(); return name === typed || code.id === typed ? 0 : name.startsWith(typed) ? 1 : name.split(/\s+/).some((word) => word.startsWith(typed)) ? 2 : 3; };
  matches = page.study.codes.filter((code) => parts.every((part) => `${code.label} ${code.id}`.toLowerCase().includes(part)));
  if (typed) matches = matches.map((code, i) => [rank(code), i, code]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((row) => row[2]);
  at = 0;
  drawMatches();
}

function drawMatches() {
  $("picker-list").replaceChildren(...matches.map((code, i) => {
    const row = made("li"), swatch = made("span", "swatch colour");
    row.id = `pick-${i}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(i === at));
    swatch.style.background = code.colour;
    row.append(swatch, code.label);
    if (!$("picker-name").value) row.style.paddingLeft = `${0.5 + 1.2 * (code.level - 1)}rem`;
    row.onclick = () => { at = i; takeMatch(); };
    return row;
  }));
  const own = matches[at];
  const typed = $("picker-name").value.trim(), known = page.study.codes.some((code) => [code.id, code.label.toLowerCase()].includes(typed.toLowerCase()));
  if (typed && !known && ["open", "blind"].includes(page.study.mode)) {
    const row = made("li", "new", filled("new_code", { label: typed }));
    row.id = "pick-new";
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(at >= matches.length));
    row.onclick = () => { at = matches.length; takeMatch(); };
    $("picker-list").append(row);
  }
  $("picker-name").setAttribute("aria-activedescendant", own ? `pick-${at}` : "pick-new");
  $("picker-about").replaceChildren(...(own ? details(own) : [made("p", "", page.words.pick_none)]));
  const row = $(`pick-${at}`);
  if (row) row.scrollIntoView({ block: "nearest" });
}

function takeMatch() {
  if (!matches[at] && !$("pick-new")) return;
  $("picker").close();
  if (matches[at]) picked(matches[at].id); else picked("", $("picker-name").value.trim());
}

$("picker-name").addEventListener("input", match);

$("picker-name").addEventListener("keydown", (event) => {
  const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
  if (event.key in steps) { event.preventDefault(); at = Math.max(0, Math.min(matches.length - ($("pick-new") ? 0 : 1), at + steps[event.key])); drawMatches(); }
  if (event.key === "Enter") { event.preventDefault(); takeMatch(); }
});
