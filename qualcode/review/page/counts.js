// What is told beside an interview: how much was coded, what is left, which tools can act.
import { $ } from "./dom.js";
import { filled } from "./places.js";
import { visible, wholeSeen } from "./shown.js";
import { byPlace, page } from "./state.js";

export function countCodes() {
  const kept = page.only;
  page.only = "";
  const shown = [...byPlace.values()].filter((one) => visible(one) && one.state !== "reject");
  page.only = kept;
  for (const node of document.querySelectorAll("#codes button")) {
    const family = page.codes.get(node.dataset.code).family, number = shown.filter((one) => family.has(one.code)).length;
    node.lastChild.textContent = number || "";
  }
}

export function tellProgress(progress) {
  const known = page.study.transcripts.find((one) => one.id === progress.id);
  Object.assign(known, progress);
  for (const option of $("interview").options) if (option.value === progress.id) option.textContent = called(known);
  if (page.current && progress.id === page.current.id) $("progress").textContent = filled(`left_${page.study.mode === "open" || page.study.mode === "adjudicate" ? "open" : "blind"}`, progress);
}

export const called = (one) => `${one.id} – ${one.left ? filled("left", one) : page.words.done}`;

export function refreshTools() {
  const buttons = Object.fromEntries([...document.querySelectorAll("[data-do]")].map((node) => [node.dataset.do, node]));
  for (const name of ["accept", "reject", "withdraw"]) buttons[name].setAttribute("aria-disabled", String(!page.item));
  if (page.current) buttons.whole.firstChild.textContent = wholeSeen() ? page.words.whole_not : page.words.whole;
}
