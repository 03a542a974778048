// What of an interview is shown, and where it stands on the page.
import { $ } from "./dom.js";
import { byPlace, page } from "./state.js";

export function visible(one) {
  if (page.only && !page.codes.get(page.only).family.has(one.code)) return false;
  const people = one.state === "add" || Object.keys(one.others).some((name) => name !== "rules" && one.others[name] === "add");
  return { all: true, undecided: one.state === "undecided", rules: Boolean(one.rule), people, accept: one.state === "accept" || one.state === "add",
    reject: one.state === "reject", memo: Boolean(one.memo) }[$("filter").value];
}

const covers = (spans, start, end) => spans.some(([a, b]) => a <= start && end <= b);

export const isSeen = (start, end) => covers(page.current.seen, start, end);

export const isTarget = (start, end) => covers(page.current.targets, start, end);

export const wholeSeen = () => covers(page.current.seen, 0, page.current.length);

export const chipOf = (key) => [...document.querySelectorAll(".chip")].find((node) => node.dataset.place === key);

export const shownItems = () => [...document.querySelectorAll(".chip")].map((node) => byPlace.get(node.dataset.place));

export const unitNodes = () => [...document.querySelectorAll(".unit")];
