"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const made = (tag, name = "", text = "") => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    if (text) node.textContent = text; // never HTML: what was said is only ever text
    return node;
  };
  let study, words, codes, current, version = 0;
  let item = null; // the coding one is at
  let unit = null; // the sentence one is at
  let chosen = null; // the words selected: {start, end}
  let only = ""; // the one code shown
  let lastItem = null; // the coding one was at before words were selected
  let loading = false;
  const open = new Map(); // turn number → its parts on the page
  const byPlace = new Map(); // "start end code" → coding

  // -- the server ----------------------------------------------------------------------------

  async function ask(path, body) {
    const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    let answer;
    try { answer = await fetch(path, options); } catch { throw new Error(words ? words.lost_server : "?"); }
    let data = {};
    try { data = await answer.json(); } catch { /* no JSON: refused at the door */ }
    if (!answer.ok) throw new Error(words ? filled("not_saved", { why: data.error || answer.status }) : String(answer.status));
    return data;
  }

  let queue = Promise.resolve(); // one request after the other, so that decisions keep their order
  function decide(decisions, what, where = current) {
    const own = { transcript: where.id, text: where.text, memo: "" };
    return enqueue(() => ask(`/api/decide?since=${version}`, decisions.map((one) => ({ ...own, ...one }))), what && filled("saved", { what }));
  }

  function enqueue(request, said) {
    queue = queue.then(async () => {
      try {
        const done = await request();
        warn("");
        apply(done);
        if (said) say(item && document.activeElement && document.activeElement.dataset.place === keyOf(item) ? `${said} → ${nameOf(item)}` : said);
        return done;
      } catch (error) {
        warn(error.message);
        return null;
      }
    });
    return queue;
  }

  function apply(done) {
    version = Math.max(version, done.version);
    const touched = new Set();
    for (const one of done.codings) {
      if (one.transcript !== current.id) continue;
      const key = keyOf(one), before = byPlace.get(key);
      if (one.state === "gone") byPlace.delete(key); else byPlace.set(key, before ? Object.assign(before, one) : one);
      if (one.state === "gone" && item === before) item = null;
      for (const turn of turnsAt(one.start, one.end)) touched.add(turn);
    }
    if (done.notes[current.id]) {
      for (const note of [...current.notes, ...done.notes[current.id]]) for (const turn of turnsAt(note.start, note.end)) touched.add(turn);
      current.notes = done.notes[current.id];
    }
    if (done.seen[current.id] && JSON.stringify(current.seen) !== JSON.stringify(done.seen[current.id])) {
      current.seen = done.seen[current.id];
      paintSeen();
    }
    for (const progress of done.progress) tellProgress(progress);
    const kept = document.activeElement && document.activeElement.dataset.place;
    if (item && !visible(item)) item = null; // what the filter hides is not decided about
    for (const turn of touched) paintTurn(turn);
    if (kept) { const node = chipOf(kept); if (node && document.activeElement !== node) node.focus({ preventScroll: true }); }
    countCodes();
    refreshTools();
  }

  async function poll() { // another page, or another window, may have decided something
    if (current && !document.hidden) {
      try {
        const done = await ask(`/api/changes?since=${version}`);
        if (done.version > version) apply(done);
      } catch { /* told when something is saved */ }
    }
    setTimeout(poll, 1500);
  }

  // -- places: offsets are code points, the page's own are UTF-16 ------------------------------

  const keyOf = (one) => `${one.start} ${one.end} ${one.code}`;
  const wide = (text) => { for (const letter of text) if (letter.length > 1) return true; return false; };
  function points(part, index) { return part.wide ? [...part.text.slice(0, index)].length : index; }
  function letters(part, count) { return part.wide ? [...part.text].slice(0, count).join("").length : count; }
  const cut = (part, start, end) => part.text.slice(letters(part, start - part.start), letters(part, end - part.start));
  const ends = (turn) => turn.start + turn.length;
  const turnsAt = (start, end) => current.turns.filter((turn) => turn.start < end && start < ends(turn));
  const codingsOf = (turn) => [...byPlace.values()].filter((one) => one.start < ends(turn) && turn.start < one.end).sort(inOrder);
  const inOrder = (a, b) => a.start - b.start || a.end - b.end || codes.get(a.code).place - codes.get(b.code).place;
  const quoteOf = (start, end) => turnsAt(start, end).map((turn) => cut(turn, Math.max(start, turn.start), Math.min(end, ends(turn)))).join(" … ");
  const short = (text) => { const plain = text.replace(/\s+/g, " ").trim(); return plain.length > 80 ? `${plain.slice(0, 79)}…` : plain; };
  const filled = (word, values) => Object.entries(values).reduce((text, [name, value]) => text.split(`{${name}}`).join(value), words[word]);

  // -- what is shown ---------------------------------------------------------------------------

  function visible(one) {
    if (only && !codes.get(only).family.has(one.code)) return false;
    const people = one.state === "add" || Object.keys(one.others).some((name) => name !== "rules" && one.others[name] === "add");
    return { all: true, undecided: one.state === "undecided", rules: Boolean(one.rule), people, accept: one.state === "accept" || one.state === "add",
      reject: one.state === "reject", memo: Boolean(one.memo) }[$("filter").value];
  }

  function paintTurn(turn) {
    const parts = open.get(turn.number), own = codingsOf(turn).filter(visible);
    parts.text.replaceChildren(...pieces(turn, own));
    const chips = [...own.filter((one) => one.start >= turn.start || turn === turnsAt(one.start, one.end)[0]).map(chip), ...notesOf(turn)];
    parts.chips.replaceChildren(...chips);
    parts.chips.hidden = !chips.length;
    paintHere();
  }

  function pieces(turn, own) {
    const nodes = [];
    let at = turn.start;
    for (const [number, start, end] of turn.units) {
      if (start > at) nodes.push(document.createTextNode(cut(turn, at, start)));
      nodes.push(unitNode(turn, own, number, start, end));
      at = end;
    }
    if (at < ends(turn)) nodes.push(document.createTextNode(cut(turn, at, ends(turn))));
    return nodes;
  }

  function unitNode(turn, own, number, start, end) {
    const node = made("span", "unit");
    Object.assign(node.dataset, { unit: number, start, end });
    if (isTarget(start, end)) node.classList.add("target");
    if (isSeen(start, end)) node.classList.add("seen");
    const hits = own.filter((one) => one.start < end && start < one.end && one.state !== "reject");
    const cuts = [...new Set([start, end, ...hits.flatMap((one) => [Math.max(one.start, start), Math.min(one.end, end)])])].sort((a, b) => a - b);
    for (let i = 0; i + 1 < cuts.length; i++) {
      const covering = hits.filter((one) => one.start <= cuts[i] && cuts[i + 1] <= one.end), text = cut(turn, cuts[i], cuts[i + 1]);
      if (covering.length) node.append(marked(text, cuts[i], covering)); else node.append(text);
    }
    return node;
  }

  // An underline for each theme, one below the other; dashed until someone has decided.
  function marked(text, start, covering) {
    const node = made("mark", "colour", text), lines = new Map();
    node.dataset.places = covering.map(keyOf).join("\n");
    for (const one of covering) {
      const colour = codes.get(one.code).colour;
      lines.set(colour, lines.get(colour) || one.state !== "undecided");
    }
    const shown = [...lines].slice(0, 4);
    node.style.backgroundImage = shown.map(([colour, firm]) => firm ? `linear-gradient(${colour},${colour})`
      : `repeating-linear-gradient(90deg,${colour} 0 5px,transparent 5px 9px)`).join(",");
    node.style.backgroundSize = shown.map(() => "100% 3px").join(",");
    node.style.backgroundPosition = shown.map((_, i) => `0 calc(100% - ${i * 4}px)`).join(",");
    if (shown.length > 1) node.style.paddingBottom = `${shown.length * 4}px`;
    return node;
  }

  function chip(one) {
    const row = made("li"), node = made("button", "chip"), code = codes.get(one.code);
    node.type = "button";
    Object.assign(node.dataset, { place: keyOf(one), state: one.state });
    const swatch = made("span", "swatch colour");
    swatch.style.background = code.colour;
    const mark = { accept: "✓", add: "+", reject: "✗", undecided: "?" }[one.state];
    const state = made("span", "state", mark);
    node.append(swatch, made("span", "name", code.label), state);
    const others = Object.entries(one.others).map(([name, said]) => `${name === "consensus" ? words.consensus : name}: ${words[`said_${said}`]}`);
    for (const text of others) node.append(made("span", "told", text));
    if (one.memo) node.append(made("span", "memo", one.memo));
    const told = [code.label, words[`state_${one.state}`], one.rule && filled("by_rule", { rule: one.rule }), ...others, filled("quote", { text: short(quoteOf(one.start, one.end)) }), one.memo];
    node.setAttribute("aria-label", told.filter(Boolean).join(", "));
    node.title = told.filter(Boolean).join("\n");
    row.append(node);
    return row;
  }

  function notesOf(turn) {
    return current.notes.filter((note) => turn.start <= note.start && note.start < ends(turn)).map((note) => {
      const row = made("li");
      row.append(made("span", "memo", `${words.note}: ${note.memo}`));
      return row;
    });
  }

  const covers = (spans, start, end) => spans.some(([a, b]) => a <= start && end <= b);
  const isSeen = (start, end) => covers(current.seen, start, end);
  const isTarget = (start, end) => covers(current.targets, start, end);
  const wholeSeen = () => covers(current.seen, 0, current.length);

  function paintSeen() {
    for (const node of document.querySelectorAll(".unit")) node.classList.toggle("seen", isSeen(Number(node.dataset.start), Number(node.dataset.end)));
    refreshTools();
  }

  function paintHere() {
    for (const node of document.querySelectorAll("mark.here")) node.classList.remove("here");
    if (item) for (const turn of turnsAt(item.start, item.end))
      for (const node of open.get(turn.number).text.querySelectorAll("mark")) if (node.dataset.places.split("\n").includes(keyOf(item))) node.classList.add("here");
    for (const node of document.querySelectorAll(".unit.here")) node.classList.remove("here");
    if (unit) for (const node of document.querySelectorAll(`.unit[data-start="${unit.start}"]`)) node.classList.add("here");
  }

  function paintAll() {
    for (const turn of current.turns) paintTurn(turn);
    countCodes();
    refreshTools();
  }

  // -- an interview ----------------------------------------------------------------------------

  async function show(name) {
    say(words.loading);
    for (const node of document.querySelectorAll("dialog[open]")) node.close();
    loading = true; // keys are not taken while another interview comes
    let found;
    try { await queue; found = await ask(`/api/transcript?id=${encodeURIComponent(name)}`); } catch (error) { warn(error.message); return; } finally { loading = false; }
    current = found;
    version = Math.max(version, found.version);
    item = unit = chosen = lastItem = null;
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
    text.lang = current.language;
    chips.setAttribute("aria-label", words.codes);
    node.append(who, text, chips);
    open.set(turn.number, { node, text, chips });
    return node;
  }

  function tellProgress(progress) {
    const known = study.transcripts.find((one) => one.id === progress.id);
    Object.assign(known, progress);
    for (const option of $("interview").options) if (option.value === progress.id) option.textContent = called(known);
    if (current && progress.id === current.id) $("progress").textContent = filled(`left_${study.mode === "open" || study.mode === "adjudicate" ? "open" : "blind"}`, progress);
  }
  const called = (one) => `${one.id} – ${one.left ? filled("left", one) : words.done}`;

  // -- going about -----------------------------------------------------------------------------

  const chipOf = (key) => [...document.querySelectorAll(".chip")].find((node) => node.dataset.place === key);
  const shownItems = () => [...document.querySelectorAll(".chip")].map((node) => byPlace.get(node.dataset.place));
  const unitNodes = () => [...document.querySelectorAll(".unit")];

  function toItem(one, silent) {
    item = one;
    unit = chosen = null;
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

  function toUnit(node) {
    unit = { start: Number(node.dataset.start), end: Number(node.dataset.end) };
    item = chosen = null;
    paintHere();
    node.tabIndex = -1; // only now: words of what can be focused cannot be selected from its first letter
    node.addEventListener("blur", () => node.removeAttribute("tabindex"), { once: true });
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
    const state = [isTarget(unit.start, unit.end) && words.target, isSeen(unit.start, unit.end) && words.unit_read].filter(Boolean).join(", ");
    say([short(node.textContent), state].filter(Boolean).join(" – "));
    refreshTools();
  }

  const place = () => item ? item.start : unit ? unit.start : firstOnScreen();
  function firstOnScreen() {
    const node = unitNodes().find((one) => one.getBoundingClientRect().bottom > 0);
    return node ? Number(node.dataset.start) - 1 : -1;
  }

  function step(direction) {
    if (study.mode === "blind" || study.mode === "sample") { stepUnread(direction); return; }
    const items = shownItems().filter((one) => one.state === "undecided" || direction < 0), at = item ? shownItems().indexOf(item) : -1;
    const order = shownItems();
    let next;
    if (direction > 0) next = items.find((one) => item ? order.indexOf(one) > at : one.start >= place()) || items.find((one) => one !== item);
    else next = [...items].reverse().find((one) => item ? order.indexOf(one) < at : one.start < place());
    if (next) toItem(next); else say(words.nothing_left);
  }

  function stepUnread(direction) {
    const nodes = unitNodes().filter((node) => !current.targets.length || node.classList.contains("target"));
    const from = place(), wanted = direction > 0 ? nodes.filter((node) => !node.classList.contains("seen")) : nodes;
    const next = direction > 0 ? wanted.find((node) => Number(node.dataset.start) > from) || wanted[0]
      : [...wanted].reverse().find((node) => Number(node.dataset.start) < from);
    if (next && (direction < 0 || !unit || Number(next.dataset.start) !== unit.start)) toUnit(next);
    else if (study.mode === "sample" && direction > 0) toInterview(1, true); else say(words.nothing_left);
  }

  function stepUnit(direction) {
    const nodes = unitNodes(), from = place(), own = unit || (item && unitAt(item.start));
    const at = own ? nodes.findIndex((node) => Number(node.dataset.start) === own.start) : -1;
    const next = at >= 0 ? nodes[at + direction]
      : direction > 0 ? nodes.find((node) => Number(node.dataset.start) > from) : [...nodes].reverse().find((node) => Number(node.dataset.start) < from);
    if (next) toUnit(next);
  }

  async function toInterview(direction, unread) {
    const names = study.transcripts.filter((one) => !unread || one.left), at = names.findIndex((one) => one.id === current.id);
    const next = unread ? names.find((one) => one.id !== current.id) : names[at + direction];
    if (!next) { say(words.nothing_left); return; }
    await show(next.id);
    if (unread) stepUnread(1);
  }

  // -- selecting words -------------------------------------------------------------------------

  function selected() {
    const own = document.getSelection();
    if (!own || own.isCollapsed || !own.rangeCount) return null;
    const range = own.getRangeAt(0), found = [];
    for (const turn of current.turns) {
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
    return found.length ? trimmed({ start: found[0].start, end: found[found.length - 1].end }) : null;
  }

  function trimmed(span) { // without the spaces a mouse takes along
    const turns = turnsAt(span.start, span.end);
    if (!turns.length) return null;
    const first = cut(turns[0], Math.max(span.start, turns[0].start), Math.min(span.end, ends(turns[0])));
    const last = turns[turns.length - 1], tail = cut(last, Math.max(span.start, last.start), Math.min(span.end, ends(last)));
    const start = span.start + (first.length - first.trimStart().length), end = span.end - (tail.length - tail.trimEnd().length);
    return end > start ? { start, end } : null;
  }

  function widen(by) { // words of the sentence, from its beginning
    const base = unit || (item && unitAt(item.start));
    if (!base) { say(words.nothing_to_code); return; }
    if (!unit) { const node = unitNodes().find((one) => Number(one.dataset.start) === base.start); toUnit(node); }
    const text = quoteOf(unit.start, unit.end), stops = [...text.matchAll(/\S+/g)].map((match) => [...text.slice(0, match.index + match[0].length)].length);
    const starts = [...text.matchAll(/\S+/g)].map((match) => [...text.slice(0, match.index)].length);
    let [first, last] = chosen && chosen.words ? chosen.words : [0, -1];
    if (by === "start" && last < 0) last = 0;
    if (by === "start") first = Math.min(first + 1, last); else last = Math.min(Math.max(last + by, first), stops.length - 1);
    chosen = { start: unit.start + starts[first], end: unit.start + stops[last], words: [first, last] };
    drawChosen();
    say(quoteOf(chosen.start, chosen.end));
    refreshTools();
  }

  function unitAt(offset) {
    for (const turn of current.turns) for (const [, start, end] of turn.units) if (start <= offset && offset < end) return { start, end };
    return null;
  }

  function rangeOf(start, end) {
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

  function highlight(name, ranges) {
    if (!window.CSS || !CSS.highlights) return;
    const kept = ranges.filter(Boolean);
    if (kept.length) CSS.highlights.set(name, new Highlight(...kept)); else CSS.highlights.delete(name);
  }
  const drawChosen = () => highlight("chosen", chosen && chosen.words ? [rangeOf(chosen.start, chosen.end)] : []);

  // -- deciding --------------------------------------------------------------------------------

  const nameOf = (one) => `${codes.get(one.code).label} (${words[`state_${one.state}`]})`;
  const said = (one, state) => `${codes.get(one.code).label} (${words[`state_${state}`] || words.memo_saved})`;

  function judge(decision) {
    if (!item) { say(words.nothing_here); return; }
    const one = item, goes = one.state === "undecided" && study.mode !== "blind" && study.mode !== "sample";
    const kind = decision === "reject" && one.state === "add" && !one.given ? "withdraw" : decision;
    decide([{ start: one.start, end: one.end, code: one.code, decision: kind, memo: one.memo }], said(one, kind === "withdraw" ? "undecided" : kind))
      .then((done) => { if (!done && byPlace.has(keyOf(one))) toItem(byPlace.get(keyOf(one)), true); });
    if (!goes) return;
    step(1); // at once: who decides fast decides about the next one, not twice about this
    if (item === one) { item = null; document.activeElement.blur(); paintHere(); refreshTools(); }
  }

  function withdraw() {
    if (!item) { say(words.nothing_here); return; }
    const one = item;
    if (one.state === "undecided") { say(words.nothing_decided); return; }
    decide([{ start: one.start, end: one.end, code: one.code, decision: "withdraw", memo: one.memo }], `${codes.get(one.code).label} (${words.withdrawn})`);
  }

  const target = () => chosen || selected() || (item && { start: item.start, end: item.end }) || unit;

  function code() {
    const span = target();
    if (!span) { say(words.nothing_to_code); return; }
    const units = current.turns.flatMap((turn) => turn.units).filter(([, a, b]) => a < span.end && span.start < b), where = current;
    if (!units.length) { warn(words.not_coded_speech); return; }
    pick(span, (name) => { if (where === current) add(span, name); });
  }

  function add(span, name) {
    const one = { start: span.start, end: span.end, code: name }, there = byPlace.get(keyOf(one));
    const decision = there && there.given ? "accept" : "add";
    if (there && there.state === decision) { toItem(there); return null; }
    chosen = null;
    drawChosen();
    document.getSelection().removeAllRanges();
    return decide([{ ...one, decision, memo: there ? there.memo : "" }], said(one, decision)).then((done) => { if (done) { const found = byPlace.get(keyOf(one)); if (found && visible(found)) toItem(found, true); } });
  }

  function move() {
    const span = chosen || selected(), one = item || lastItem;
    if (!one || !span || !byPlace.has(keyOf(one))) { say(words.move_how); return; }
    const gone = { start: one.start, end: one.end, code: one.code, decision: one.given ? "reject" : "withdraw" };
    chosen = null;
    drawChosen();
    document.getSelection().removeAllRanges();
    const next = { ...span, code: one.code };
    decide([gone, { start: span.start, end: span.end, code: one.code, decision: "add", memo: one.memo }], said(one, "add"))
      .then((done) => { const found = done && byPlace.get(keyOf(next)); if (found) toItem(found, true); });
  }

  const drafts = new Map();
  function memo() {
    const span = item || target();
    if (!span) { say(words.nothing_here); return; }
    const one = item, note = !one && current.notes.find((known) => known.start === span.start && known.end === span.end);
    $("noter-title").textContent = filled("memo_for", { quote: short(quoteOf(span.start, span.end)) });
    const where = current, place = `${where.id} ${span.start} ${span.end} ${one ? one.code : ""}`;
    $("noter-text").value = drafts.get(place) ?? (one ? one.memo : note ? note.memo : "");
    $("noter").onclose = () => drafts.set(place, $("noter-text").value); // what was typed and not saved is there the next time
    $("noter-save").onclick = () => {
      const text = $("noter-text").value.trim();
      $("noter").onclose = null;
      drafts.delete(place);
      $("noter").close();
      decide([{ start: span.start, end: span.end, code: one ? one.code : "", decision: "memo", memo: text }], words.memo_saved, where);
    };
    $("noter").showModal();
    $("noter-text").focus();
  }

  function read() {
    const base = unit || (item && unitAt(item.start));
    if (!base) { stepUnread(1); return; }
    const from = base;
    decide([{ start: from.start, end: from.end, code: "", decision: "seen" }], words.unit_read).then((done) => {
      if (!done) return;
      unit = from;
      item = null;
      if (study.mode === "open" || study.mode === "adjudicate") stepUnit(1); else stepUnread(1);
    });
  }

  function left() { // what was not decided counts as not coded by the one who read all
    const number = study.mode === "open" ? [...byPlace.values()].filter((one) => one.state === "undecided").length : 0;
    return number ? ` (${filled("whole_left", { number })})` : "";
  }

  function whole() {
    const was = wholeSeen();
    decide([{ start: 0, end: current.length, code: "", decision: was ? "withdraw" : "seen" }], was ? words.whole_unread : words.whole_read + left());
  }

  const undo = () => enqueue(() => ask(`/api/undo?since=${version}`, {}), words.saved_undo).then((done) => {
    const one = done && done.codings[0];
    if (one && one.transcript !== current.id) show(one.transcript);
    else if (one && byPlace.has(keyOf(one)) && visible(one)) { toItem(byPlace.get(keyOf(one)), true); say(`${words.saved_undo} ${nameOf(byPlace.get(keyOf(one)))}`); }
  });

  // -- choosing a code by its name -------------------------------------------------------------

  let matches = [], at = 0, picked = null;
  function pick(span, then) {
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
    matches = study.codes.filter((code) => parts.every((part) => `${code.label} ${code.id}`.toLowerCase().includes(part)));
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
    $("picker-name").setAttribute("aria-activedescendant", own ? `pick-${at}` : "");
    $("picker-about").replaceChildren(...(own ? details(own) : [made("p", "", words.pick_none)]));
    const row = $(`pick-${at}`);
    if (row) row.scrollIntoView({ block: "nearest" });
  }

  function takeMatch() {
    if (!matches[at]) return;
    $("picker").close();
    picked(matches[at].id);
  }

  $("picker-name").addEventListener("input", match);
  $("picker-name").addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key in steps) { event.preventDefault(); at = Math.max(0, Math.min(matches.length - 1, at + steps[event.key])); drawMatches(); }
    if (event.key === "Enter") { event.preventDefault(); takeMatch(); }
  });
  $("noter-text").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("noter-save").click(); });
  for (const node of document.querySelectorAll("[data-close]")) node.addEventListener("click", () => node.closest("dialog").close());

  // -- the side --------------------------------------------------------------------------------

  function details(code) {
    const list = made("dl");
    for (const [name, text] of [["definition", code.definition], ["include", code.include], ["exclude", code.exclude]])
      if (text) list.append(made("dt", "", words[name]), made("dd", "", text));
    for (const name of ["examples", "counterexamples"]) {
      const texts = [...(code[name][current.language] || []), ...(code[name][""] || [])];
      if (texts.length) list.append(made("dt", "", words[name]), ...texts.slice(0, 5).map((text) => made("dd", "", filled("quote", { text }))));
    }
    return [list];
  }

  function about(name) {
    const code = codes.get(name);
    $("about").replaceChildren(made("h2", "", code.label), ...details(code));
    $("about").hidden = false;
  }

  function drawCodes() {
    $("codes").replaceChildren(...study.codes.map((code) => {
      const row = made("li"), node = made("button"), swatch = made("span", "swatch colour"), count = made("span", "count");
      node.type = "button";
      node.dataset.code = code.id;
      node.setAttribute("aria-pressed", "false");
      node.style.paddingLeft = `${0.3 + 1.1 * (code.level - 1)}rem`;
      swatch.style.background = code.colour;
      count.title = words.count_title;
      node.append(swatch, made("span", "name", code.label), count);
      node.onclick = () => { choose(only === code.id ? "" : code.id); about(code.id); };
      row.append(node);
      return row;
    }));
  }

  function choose(name) {
    only = name;
    for (const node of document.querySelectorAll("#codes button")) node.setAttribute("aria-pressed", String(node.dataset.code === only));
    item = null;
    paintAll();
    if (!only) return;
    const found = shownItems(), first = found[0] && chipOf(keyOf(found[0]));
    say(`${codes.get(only).label}: ${found.length}`);
    if (first) first.closest(".turn").scrollIntoView({ block: "center" });
  }

  function countCodes() {
    const kept = only;
    only = "";
    const shown = [...byPlace.values()].filter((one) => visible(one) && one.state !== "reject");
    only = kept;
    for (const node of document.querySelectorAll("#codes button")) {
      const family = codes.get(node.dataset.code).family, number = shown.filter((one) => family.has(one.code)).length;
      node.lastChild.textContent = number || "";
    }
  }

  // -- searching -------------------------------------------------------------------------------

  let hits = [], hit = -1;
  function search(direction) {
    const text = $("search").value.trim().toLowerCase();
    if (!text) { hits = []; hit = -1; highlight("search", []); highlight("found", []); return; }
    hits = [];
    for (const turn of current.turns) {
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
    item = null;
    unit = own ? { start: Number(own.dataset.start), end: Number(own.dataset.end) } : null;
    paintHere();
    say(filled("found", { number: hit + 1, all: hits.length, text: short(own ? own.textContent : node.textContent) }));
    refreshTools();
  }
  $("search").addEventListener("input", () => search(0));
  $("search").addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); search(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { $("search").value = ""; search(0); $("transcript").focus(); }
  });

  // -- tools, keys, mouse ----------------------------------------------------------------------

  function say(text) { $("status").textContent = text; $("status").title = text; }
  function warn(text) { $("alert").textContent = text; }

  const tools = { previous: () => step(-1), next: () => step(1), accept: () => judge("accept"), reject: () => judge("reject"), withdraw, code, memo, move, read, whole, undo,
    help: () => $("helper").showModal() };

  function refreshTools() {
    const buttons = Object.fromEntries([...document.querySelectorAll("[data-do]")].map((node) => [node.dataset.do, node]));
    for (const name of ["accept", "reject", "withdraw"]) buttons[name].setAttribute("aria-disabled", String(!item));
    if (current) buttons.whole.firstChild.textContent = wholeSeen() ? words.whole_not : words.whole;
  }

  const keys = { n: "next", p: "previous", a: "accept", r: "reject", Delete: "withdraw", Backspace: "withdraw", c: "code", m: "memo", v: "move", u: "undo", d: "whole", "?": "help", Enter: "read" };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog, summary");
    const bracket = event.key === "[" || event.key === "]"; // on a Finnish keyboard with AltGr
    if (typing || (!bracket && (event.ctrlKey || event.altKey || event.metaKey)) || !current || loading) return;
    const onButton = event.target.closest("button") && !event.target.closest(".chip");
    if (event.key === "Enter" && onButton) return;
    const more = { j: () => stepUnit(1), k: () => stepUnit(-1), ArrowRight: () => widen(event.shiftKey ? "start" : 1), ArrowLeft: () => widen(-1),
      "/": () => $("search").focus(), "[": () => toInterview(-1), "]": () => toInterview(1), ",": () => toInterview(-1), ".": () => toInterview(1),
      Escape: () => { chosen = null; drawChosen(); document.getSelection().removeAllRanges(); } };
    const act = keys[event.key] ? tools[keys[event.key]] : more[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  for (const node of document.querySelectorAll("[data-do]")) {
    node.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
    node.addEventListener("click", () => { if (current && !loading) tools[node.dataset.do](); });
  }
  $("transcript").addEventListener("click", (event) => {
    const own = event.target.closest(".chip"), mark = event.target.closest("mark"), sentence = event.target.closest(".unit");
    if (own) toItem(byPlace.get(own.dataset.place));
    else if (selected()) { chosen = null; lastItem = item || lastItem; refreshTools(); }
    else if (mark) {
      const places = mark.dataset.places.split("\n").map((key) => byPlace.get(key)).filter(Boolean), i = places.indexOf(item);
      if (places.length) toItem(places[(i + 1) % places.length]); // another click goes to the next of those that overlap
    } else if (sentence) toUnit(sentence);
  });
  $("transcript").addEventListener("focusin", (event) => {
    const own = event.target.closest(".chip");
    if (own && (!item || keyOf(item) !== own.dataset.place)) { item = byPlace.get(own.dataset.place); unit = null; paintHere(); about(item.code); refreshTools(); }
    if (own) lastItem = item;
  });
  document.addEventListener("selectionchange", () => { const span = current && selected(); if (span && span.end - span.start > 1) { chosen = null; drawChosen(); say(short(quoteOf(span.start, span.end))); } });
  $("filter").addEventListener("change", () => { item = null; paintAll(); });
  $("interview").addEventListener("change", () => show($("interview").value));
  $("all-codes").addEventListener("click", () => choose(""));

  async function begin() {
    study = await ask("/api/study");
    words = study.words;
    version = study.version;
    codes = new Map(study.codes.map((code, i) => [code.id, { ...code, place: i, family: new Set([code.id]) }]));
    for (const code of study.codes) for (let above = code.parent; above; above = codes.get(above).parent) codes.get(above).family.add(code.id);
    document.documentElement.lang = study.language;
    document.title = `${words.review}: ${study.title}`;
    for (const node of document.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
    for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
    for (const node of document.querySelectorAll("[data-do]")) { node.textContent = words[node.dataset.do]; node.append(made("kbd", "", node.dataset.key)); node.setAttribute("aria-keyshortcuts", node.dataset.key === "Del" ? "Delete" : node.dataset.key); }
    $("title").textContent = study.title;
    $("who").textContent = [study.mode === "adjudicate" ? words.consensus : `${words.coder}: ${study.coder}`, words[`mode_${study.mode}`]].filter(Boolean).join(" – ");
    $("filter").replaceChildren(...["all", "undecided", "rules", "people", "accept", "reject", "memo"].map((name) => new Option(words[`show_${name}`], name)));
    $("interview").replaceChildren(...study.transcripts.map((one) => new Option(called(one), one.id)));
    $("helper-keys").replaceChildren(...words.keys.split(" · ").map((line) => made("li", "", line)));
    drawCodes();
    if (matchMedia("(max-width: 44rem)").matches) $("book").open = false;
    history.replaceState(null, "", location.pathname + location.hash); // the one-time address is spent
    let wanted = "";
    try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { /* not ours */ }
    const first = study.transcripts.find((one) => one.id === wanted) || study.transcripts.find((one) => one.left) || study.transcripts[0];
    if (first) await show(first.id); else say(words.nothing_left);
    poll();
  }
  begin().catch((error) => { document.body.append(made("p", "", String(error.message))); });
})();
