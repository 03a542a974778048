// Going about: codings, sentences and interviews.
import { about } from "./codes.js";
import { refreshTools } from "./counts.js";
import { say } from "./dom.js";
import { show } from "./interview.js";
import { paintHere } from "./painting.js";
import { keyOf, short, unitAt } from "./places.js";
import { ask } from "./server.js";
import { chipOf, isSeen, isTarget, shownItems, unitNodes } from "./shown.js";
import { page } from "./state.js";

export function toItem(one, silent) {
  page.item = one;
  page.unit = page.chosen = null;
  const node = chipOf(keyOf(one));
  paintHere();
  if (!node) return;
  node.focus({ preventScroll: true });
  const mark = document.querySelector("mark.here") || node;
  mark.scrollIntoView({ block: "center" });
  about(one.code);
  if (!silent) say(node.getAttribute("aria-label"));
  refreshTools();
}

export function toUnit(node) {
  page.unit = { start: Number(node.dataset.start), end: Number(node.dataset.end) };
  page.item = page.chosen = null;
  paintHere();
  node.tabIndex = -1; // only now: words of what can be focused cannot be selected from its first letter
  node.addEventListener("blur", () => node.removeAttribute("tabindex"), { once: true });
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
  const state = [isTarget(page.unit.start, page.unit.end) && page.words.target, isSeen(page.unit.start, page.unit.end) && page.words.unit_read].filter(Boolean).join(", ");
  say([short(node.textContent), state].filter(Boolean).join(" – "));
  refreshTools();
}

const place = () => page.item ? page.item.start : page.unit ? page.unit.start : firstOnScreen();

function firstOnScreen() {
  const node = unitNodes().find((one) => one.getBoundingClientRect().bottom > 0);
  return node ? Number(node.dataset.start) - 1 : -1;
}

export function step(direction) {
  if (page.study.mode === "blind" || page.study.mode === "sample") { stepUnread(direction); return; }
  const items = shownItems().filter((one) => one.state === "undecided" || direction < 0), at = page.item ? shownItems().indexOf(page.item) : -1;
  const order = shownItems();
  let next;
  if (direction > 0) next = items.find((one) => page.item ? order.indexOf(one) > at : one.start >= place()) || items.find((one) => one !== page.item);
  else next = [...items].reverse().find((one) => page.item ? order.indexOf(one) < at : one.start < place());
  if (next) toItem(next); else if (direction > 0 && page.only) following(); else say(page.words.nothing_left);
}

async function following() { // the next interview in which the chosen code is undecided
  const found = await ask(`/api/following?code=${encodeURIComponent(page.only)}&after=${encodeURIComponent(page.current.id)}`).catch(() => ({ id: "" }));
  if (!found.id || found.id === page.current.id) { say(page.words.nothing_left); return; }
  await show(found.id);
  step(1);
}

export function stepUnread(direction) {
  const nodes = unitNodes().filter((node) => !page.current.targets.length || node.classList.contains("target"));
  const from = place(), wanted = direction > 0 ? nodes.filter((node) => !node.classList.contains("seen")) : nodes;
  const next = direction > 0 ? wanted.find((node) => Number(node.dataset.start) > from) || wanted[0]
    : [...wanted].reverse().find((node) => Number(node.dataset.start) < from);
  if (next && (direction < 0 || !page.unit || Number(next.dataset.start) !== page.unit.start)) toUnit(next);
  else if (page.study.mode === "sample" && direction > 0) toInterview(1, true); else say(page.words.nothing_left);
}

export function stepUnit(direction) {
  const nodes = unitNodes(), from = place(), own = page.unit || (page.item && unitAt(page.item.start));
  const at = own ? nodes.findIndex((node) => Number(node.dataset.start) === own.start) : -1;
  const next = at >= 0 ? nodes[at + direction]
    : direction > 0 ? nodes.find((node) => Number(node.dataset.start) > from) : [...nodes].reverse().find((node) => Number(node.dataset.start) < from);
  if (next) toUnit(next);
}

export async function toInterview(direction, unread) {
  const names = page.study.transcripts.filter((one) => !unread || one.left), at = names.findIndex((one) => one.id === page.current.id);
  const next = unread ? names.find((one) => one.id !== page.current.id) : names[at + direction];
  if (!next) { say(page.words.nothing_left); return; }
  await show(next.id);
  if (unread) stepUnread(1);
}
