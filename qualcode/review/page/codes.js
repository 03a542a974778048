// The codebook at the side.
import { $, made, say } from "./dom.js";
import { paintAll } from "./painting.js";
import { filled, keyOf } from "./places.js";
import { chipOf, shownItems } from "./shown.js";
import { page } from "./state.js";

export function details(code) {
  const list = made("dl");
  for (const [name, text] of [["definition", code.definition], ["include", code.include], ["exclude", code.exclude]])
    if (text) list.append(made("dt", "", page.words[name]), made("dd", "", text));
  for (const name of ["examples", "counterexamples"]) {
    const texts = [...(code[name][page.current.language] || []), ...(code[name][""] || [])];
    if (texts.length) list.append(made("dt", "", page.words[name]), ...texts.slice(0, 5).map((text) => made("dd", "", filled("quote", { text }))));
  }
  return [list];
}

export function about(name) {
  const code = page.codes.get(name);
  $("about").replaceChildren(made("h2", "", code.label), ...details(code));
  $("about").hidden = false;
}

export function drawCodes(clicked) {
  $("codes").replaceChildren(...page.study.codes.map((code) => {
    const row = made("li"), node = made("button"), swatch = made("span", "swatch colour"), count = made("span", "count");
    node.type = "button";
    node.dataset.code = code.id;
    node.setAttribute("aria-pressed", "false");
    node.style.paddingLeft = `${0.3 + 1.1 * (code.level - 1)}rem`;
    swatch.style.background = code.colour;
    count.title = page.words.count_title;
    node.append(swatch, made("span", "name", code.label), count);
    node.onmousedown = (event) => event.preventDefault(); // the selection stays
    node.onclick = () => clicked(code.id);
    row.append(node);
    return row;
  }));
}

export function press(name) { // that code alone is shown
  page.only = name;
  for (const node of document.querySelectorAll("#codes button")) node.setAttribute("aria-pressed", String(node.dataset.code === page.only));
}

export function choose(name) {
  press(name);
  page.item = null;
  paintAll();
  if (!page.only) return;
  const found = shownItems(), first = found[0] && chipOf(keyOf(found[0]));
  say(`${page.codes.get(page.only).label}: ${found.length}`);
  if (first) first.closest(".turn").scrollIntoView({ block: "center" });
}
