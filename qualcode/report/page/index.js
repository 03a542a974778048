"use strict";
// The page of a large study: a key leads on to the interviews that carry it, each on a page of its own.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const place = new Map(data.codes.map((code, i) => [code.id, i]));
  const interviews = data.interviews.map(([name, file, units]) => ({ name, file, units: new Map(units) }));
  const named = new Map(interviews.map((interview) => [interview.name, interview]));
  const found = document.getElementById("found");
  const status = document.getElementById("status");

  const called = (name) => Object.hasOwn(data.names, name) ? data.names[name] : name;
  const address = (file, key) => file.split("/").map(encodeURIComponent).join("/") + (key ? `#${key}` : "");
  function plain(text) {
    try { return decodeURIComponent(text); } catch { return text; }
  }

  // Whether anybody in an interview has the level of an attribute; what is said of turns and units is left to the interview's own page.
  function fits(interview, [dimension, level]) {
    const own = Object.entries(data.attributes).filter(([key]) => JSON.parse(key)[0] === interview.name).map(([, levels]) => levels);
    return !own.some((levels) => Object.hasOwn(levels, dimension)) || own.some((levels) => levels[dimension] === level);
  }

  function follow() {
    const key = location.hash.slice(1);
    const [names, ...parts] = key.split("@");
    const wanted = key ? names.split("+").map((name) => place.get(plain(name))) : [];
    if (wanted.includes(undefined)) { turn(key); return; }
    const limits = parts.map((part) => [plain(part.slice(0, part.indexOf("="))), plain(part.slice(part.indexOf("=") + 1))]);
    const one = limits.find(([dimension]) => dimension === "transcript");
    if (one && named.has(one[1])) { location.replace(address(named.get(one[1]).file, key)); return; }
    const kept = interviews.filter((interview) => wanted.every((i) => interview.units.has(i)) && limits.every((limit) => fits(interview, limit)));
    list(kept, wanted, limits, key);
  }

  // A unit such as H1.22, or an interview.
  function turn(key) {
    const name = plain(key).replace(/^interview-/, "");
    const interview = named.get(name) || named.get(name.replace(/\.\d+$/, ""));
    if (interview) location.replace(address(interview.file, key));
    else status.textContent = `${data.words.unknown}: ${plain(key)}`;
  }

  function list(kept, wanted, limits, key) {
    const items = document.createElement("ol");
    const counted = wanted.length === 1 && !limits.length;
    for (const interview of kept) {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = address(interview.file, key);
      link.textContent = interview.name;
      item.append(link, counted ? ` ${interview.units.get(wanted[0])}` : "");
      items.append(item);
    }
    const total = counted ? kept.reduce((sum, interview) => sum + interview.units.get(wanted[0]), 0) : 0;
    const limited = limits.map(([name, level]) => `, ${called(name)}: ${called(level)}`).join("");
    const title = (wanted.map((i) => data.codes[i].label).join(" + ") || data.words.all) + limited;
    found.querySelector("h2").textContent = counted ? `${title} (${total})` : title;
    found.querySelector("ol").replaceWith(items);
    found.hidden = false;
    status.textContent = `${title}: ${kept.length}`;
  }

  document.getElementById("close").hidden = true;
  found.classList.add("whole");
  window.addEventListener("hashchange", follow);
  follow();
})();
