"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = data.words;
  const codes = data.codes; // {id, label, parent, colour}, in codebook order; marks name them by their place
  const place = new Map(codes.map((code, i) => [code.id, i]));
  const family = codes.map((_, i) => new Set(codes.map((_, j) => j).filter((j) => {
    for (let k = j; k !== -1; k = codes[k].parent) if (k === i) return true;
    return false;
  })));
  const themeOf = (i) => { while (codes[i].parent !== -1) i = codes[i].parent; return i; };
  const shown = new Set(codes.keys());
  const marks = [...document.querySelectorAll("mark")].map((node) => ({ node, codes: parsed(node.dataset.c) }));
  const units = [...document.querySelectorAll(".unit")].map((node) => ({
    node, turn: node.closest(".turn"), interview: node.closest(".interview"), number: node.dataset.u,
    codes: [...node.querySelectorAll("mark")].flatMap((mark) => parsed(mark.dataset.c)),
  }));
  const boxes = [...document.querySelectorAll("input[data-code]")];
  const status = document.getElementById("status");
  const found = document.getElementById("found");

  function parsed(text) { // "3 7n": the fourth code, and the eighth under a negation
    return text.split(" ").map((part) => ({ code: parseInt(part, 10), negated: part.endsWith("n") }));
  }
  const visible = (unit) => unit.codes.some((hit) => shown.has(hit.code));

  function paint() {
    for (const { node, codes: hits } of marks) {
      const colours = [...new Set(hits.filter((hit) => shown.has(hit.code)).map((hit) => codes[themeOf(hit.code)].colour))].slice(0, 4);
      node.style.backgroundImage = colours.map((colour) => `linear-gradient(${colour},${colour})`).join(",");
      node.style.backgroundSize = colours.map(() => "100% 3px").join(",");
      node.style.backgroundPosition = colours.map((_, i) => `0 calc(100% - ${i * 4}px)`).join(",");
      node.style.paddingBottom = colours.length > 1 ? `${colours.length * 4}px` : "";
    }
    for (const item of document.querySelectorAll(".turn > ul li")) item.hidden = !shown.has(Number(item.dataset.c));
    for (const box of boxes) {
      const all = [...family[Number(box.dataset.code)]];
      const on = all.filter((i) => shown.has(i)).length;
      box.checked = on === all.length;
      box.indeterminate = on > 0 && on < all.length;
    }
  }

  function choose(numbers) {
    shown.clear();
    for (const i of numbers) shown.add(i);
    paint();
  }

  function step(direction) {
    const open = units.filter(visible);
    if (!open.length) { say(words.none); return; }
    const at = open.findIndex((unit) => unit.node === document.activeElement);
    let next = at + direction;
    if (at === -1) {
      const below = open.findIndex((unit) => unit.node.getBoundingClientRect().top > 0);
      next = direction > 0 ? Math.max(below, 0) : (below === -1 ? open.length : below) - 1;
    }
    const unit = open[(next + open.length) % open.length];
    go(unit.node);
    const names = [...new Set(unit.codes.filter((hit) => shown.has(hit.code)).map((hit) => codes[hit.code].label))].join(", ");
    say(`${open.indexOf(unit) + 1}/${open.length}: ${unit.interview.dataset.id}, ${names}`);
  }

  function go(node) {
    node.tabIndex = -1; // only now: words of what can be focused cannot be selected from its first letter
    node.addEventListener("blur", () => node.removeAttribute("tabindex"), { once: true });
    node.focus({ preventScroll: true });
    node.scrollIntoView({ block: "center" });
  }
  function called(name) { return Object.hasOwn(data.names, name) ? data.names[name] : name; }
  function say(text) { status.textContent = text; }

  function plain(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }
  // A key such as support@transcript=H1 or support+onboarding shows those codes and lists what carries them.
  function follow() {
    const [names, ...limits] = location.hash.slice(1).split("@");
    const key = plain(location.hash.slice(1));
    const wanted = names.split("+").map((name) => place.get(plain(name)));
    if (!key || wanted.includes(undefined)) {
      found.hidden = true;
      const node = key && document.getElementById(key);
      if (node) { if (node.classList.contains("unit")) go(node); else node.scrollIntoView(); }
      else if (key) say(`${words.unknown}: ${key}`);
      return;
    }
    choose(new Set(wanted.flatMap((i) => [...family[i]])));
    const pairs = limits.map((limit) => [plain(limit.slice(0, limit.indexOf("="))), plain(limit.slice(limit.indexOf("=") + 1))]);
    list(wanted, pairs);
  }

  function fits(unit, hits, [dimension, level]) {
    if (dimension === "negated") return hits.some((hit) => hit.negated === (level === "yes"));
    const own = { transcript: unit.interview.dataset.id, speaker: unit.turn.dataset.speaker, role: unit.turn.dataset.role,
      question: unit.turn.dataset.question, quarter: unit.node.dataset.q };
    if (dimension in own) return own[dimension] === level;
    const attributes = data.attributes[JSON.stringify([own.transcript, own.speaker])] || {};
    return attributes[dimension] === level;
  }

  function list(wanted, limits) {
    const by = new Map(); // a unit may stand in several turns: it is one
    for (const unit of units) {
      const key = `${unit.interview.dataset.id}.${unit.number}`;
      if (!by.has(key)) by.set(key, []);
      by.get(key).push(unit);
    }
    const rows = [];
    for (const parts of by.values()) {
      const hits = parts.flatMap((unit) => unit.codes.map((hit) => ({ ...hit, unit })));
      const each = wanted.map((i) => hits.filter((hit) => family[i].has(hit.code)));
      const kept = each.map((some) => some.filter((hit) => limits.every((limit) => fits(hit.unit, [hit], limit))));
      if (kept.every((some) => some.length)) rows.push(kept[0][0].unit);
    }
    const items = document.createElement("ol");
    for (const unit of rows.slice(0, 2000)) {
      const item = document.createElement("li"), link = document.createElement("a"), source = document.createElement("span");
      link.href = `#${unit.node.id || unit.interview.id}`;
      link.textContent = unit.node.textContent.trim().replace(/\s+/g, " ");
      link.addEventListener("click", (event) => { event.preventDefault(); go(unit.node); });
      source.className = "source";
      source.textContent = ` (${[unit.interview.dataset.id, unit.turn.dataset.question !== "(none)" && unit.turn.dataset.question].filter(Boolean).join(", ")})`;
      item.append(link, source);
      items.append(item);
    }
    if (rows.length > 2000) items.append("…");
    const title = wanted.map((i) => codes[i].label).join(" + ") + limits.map(([name, level]) => `, ${called(name)}: ${called(level)}`).join("");
    found.querySelector("h2").textContent = `${title} (${rows.length})`;
    found.querySelector("ol").replaceWith(items);
    found.hidden = false;
    found.scrollIntoView();
    found.querySelector("h2").focus({ preventScroll: true });
    say(`${title}: ${rows.length}`);
  }

  for (const box of boxes) box.addEventListener("change", () => {
    for (const i of family[Number(box.dataset.code)]) if (box.checked) shown.add(i); else shown.delete(i);
    paint();
  });
  for (const link of document.querySelectorAll("a[data-list]")) link.addEventListener("click", () => setTimeout(follow));
  document.getElementById("all").addEventListener("click", () => choose(codes.keys()));
  document.getElementById("no-codes").addEventListener("click", () => choose([]));
  document.getElementById("next").addEventListener("click", () => step(1));
  document.getElementById("previous").addEventListener("click", () => step(-1));
  document.getElementById("close").addEventListener("click", () => { history.replaceState(null, "", " "); found.hidden = true; choose(codes.keys()); });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input[type=text], input[type=search]")) return;
    const keys = { n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1), a: () => choose(codes.keys()), o: () => choose([]) };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    if (event.key === "Escape" && !found.hidden) document.getElementById("close").click();
  });
  window.addEventListener("hashchange", follow);
  if (matchMedia("(max-width: 44rem)").matches) for (const part of document.querySelectorAll(".side details")) part.open = false;
  paint();
  follow();
})();
