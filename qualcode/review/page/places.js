// Places and names: offsets are code points, the page’s own are UTF-16.
import { byPlace, page } from "./state.js";

export const keyOf = (one) => `${one.start} ${one.end} ${one.code}`;

export const wide = (text) => { for (const letter of text) if (letter.length > 1) return true; return false; };

export function points(part, index) { return part.wide ? [...part.text.slice(0, index)].length : index; }

export function letters(part, count) { return part.wide ? [...part.text].slice(0, count).join("").length : count; }

export const cut = (part, start, end) => part.text.slice(letters(part, start - part.start), letters(part, end - part.start));

export const ends = (turn) => turn.start + turn.length;

export const turnsAt = (start, end) => page.current.turns.filter((turn) => turn.start < end && start < ends(turn));

export const codingsOf = (turn) => [...byPlace.values()].filter((one) => one.start < ends(turn) && turn.start < one.end).sort(inOrder);

const inOrder = (a, b) => a.start - b.start || a.end - b.end || page.codes.get(a.code).place - page.codes.get(b.code).place;

export const quoteOf = (start, end) => turnsAt(start, end).map((turn) => cut(turn, Math.max(start, turn.start), Math.min(end, ends(turn)))).join(" … ");

export const short = (text) => { const plain = text.replace(/\s+/g, " ").trim(); return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain; };

export const filled = (word, values) => Object.entries(values).reduce((text, [name, value]) => text.split(`{${name}}`).join(value), page.words[word]);

export function unitAt(offset) {
  for (const turn of page.current.turns) for (const [, start, end] of turn.units) if (start <= offset && offset < end) return { start, end };
  return null;
}

export const nameOf = (one) => `${page.codes.get(one.code).label} (${page.words[`state_${one.state}`]})`;
