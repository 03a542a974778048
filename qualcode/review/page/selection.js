// Words that are selected.
import { refreshTools } from "./counts.js";
import { say } from "./dom.js";
import { toUnit } from "./moving.js";
import { cut, ends, letters, points, quoteOf, turnsAt, unitAt } from "./places.js";
import { unitNodes } from "./shown.js";
import { open, page } from "./state.js";

export function selected() {
  const own = document.getSelection();
  if (!own || own.isCollapsed || !own.rangeCount) return null;
  const range = own.getRangeAt(0), found = [];
  for (const turn of page.current.turns) {
    const text = open.get(turn.number).text;
    if (!range.intersectsNode(text)) continue;
    const whole = document.createRange();
    whole.selectNodeContents(text);
    const inside = (node, offset, other) => {
      if (!text.contains(node)) return other;
      const before = document.createRange();
      before.setStart(text, 0);
      before.setEnd(node, offset);
      return before.toString().length;
    };
    const a = inside(range.startContainer, range.startOffset, 0), b = inside(range.endContainer, range.endOffset, turn.text.length);
    if (b > a) found.push({ start: turn.start + points(turn, a), end: turn.start + points(turn, b) });
  }
  for (const span of found.map(trimmed)) if (span) { page.cut = found.length > 1; return span; } // one speaker's words: a coding ends with the turn
  return null;
}

function trimmed(span) { // without the spaces a mouse takes along
  const turns = turnsAt(span.start, span.end);
  if (!turns.length) return null;
  const first = cut(turns[0], Math.max(span.start, turns[0].start), Math.min(span.end, ends(turns[0])));
  const last = turns[turns.length - 1], tail = cut(last, Math.max(span.start, last.start), Math.min(span.end, ends(last)));
  const start = span.start + (first.length - first.trimStart().length), end = span.end - (tail.length - tail.trimEnd().length);
  return end > start ? { start, end } : null;
}

export function widen(by) { // words of the sentence, from its beginning
  const base = page.unit || (page.item && unitAt(page.item.start));
  if (!base) { say(page.words.nothing_to_code); return; }
  if (!page.unit) { const node = unitNodes().find((one) => Number(one.dataset.start) === base.start); toUnit(node); }
  const text = quoteOf(page.unit.start, page.unit.end), stops = [...text.matchAll(/\S+/g)].map((match) => [...text.slice(0, match.index + match[0].length)].length);
  const starts = [...text.matchAll(/\S+/g)].map((match) => [...text.slice(0, match.index)].length);
  let [first, last] = page.chosen && page.chosen.words ? page.chosen.words : [0, -1];
  if (by === "start" && last < 0) last = 0;
  if (by === "start") first = Math.min(first + 1, last); else last = Math.min(Math.max(last + by, first), stops.length - 1);
  page.chosen = { start: page.unit.start + starts[first], end: page.unit.start + stops[last], words: [first, last] };
  drawChosen();
  say(quoteOf(page.chosen.start, page.chosen.end));
  refreshTools();
}

export function rangeOf(start, end) {
  const turn = turnsAt(start, end)[0], range = document.createRange(), walker = document.createTreeWalker(open.get(turn.number).text, NodeFilter.SHOW_TEXT);
  const from = letters(turn, start - turn.start), to = letters(turn, Math.min(end, ends(turn)) - turn.start);
  let at = 0, begun = false;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const size = node.data.length;
    if (!begun && from < at + size) { range.setStart(node, from - at); begun = true; }
    if (begun && to <= at + size) { range.setEnd(node, to - at); return range; }
    at += size;
  }
  return null;
}

export function highlight(name, ranges) {
  if (!window.CSS || !CSS.highlights) return;
  const kept = ranges.filter(Boolean);
  if (kept.length) CSS.highlights.set(name, new Highlight(...kept)); else CSS.highlights.delete(name);
}

export const drawChosen = () => highlight("chosen", page.chosen && page.chosen.words ? [rangeOf(page.chosen.start, page.chosen.end)] : []);
