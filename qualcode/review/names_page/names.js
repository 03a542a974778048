// The page of names: one key a name. What is decided is in the study's list before the page shows it.

const $ = (id) => document.getElementById(id);
const made = (tag, text = "", name = "") => Object.assign(document.createElement(tag), { textContent: text, className: name });
const state = { names: [], words: {}, at: "", open: true, search: "" };

async function asked(path, body) {
  const change = path !== "names";
  const options = change ? { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body ?? {}) } : {};
  let answer;
  try {
    answer = await fetch(`/api/${path}`, options);
  } catch {
    $("alert").textContent = state.words.lost;
    return false;
  }
  const found = await answer.json();
  $("alert").textContent = found.error ?? "";
  if (answer.ok) Object.assign(state, { names: found.names, words: found.words, language: found.language });
  return answer.ok;
}

const current = () => state.names.find((one) => one.name === state.at);
const shown = () =>
  state.names.filter(
    (one) =>
      (!state.open || !one.decision || one.name === state.at) &&
      (!state.search || [one.name, ...one.forms.map(([form]) => form)].some((text) => text.toLowerCase().includes(state.search))),
  );

function step(by) {
  const list = shown();
  const at = list.findIndex((one) => one.name === state.at);
  const next = list[Math.min(Math.max(at + by, 0), list.length - 1)];
  if (next) state.at = next.name;
  draw();
}

function onward() {
  const at = state.names.findIndex((one) => one.name === state.at);
  const after = [...state.names.slice(at + 1), ...state.names.slice(0, at + 1)];
  const next = after.find((one) => !one.decision);
  if (next) state.at = next.name;
}

async function decide(decision, replacement = "", written = {}) {
  const one = current();
  if (!one) return;
  const kept = Object.fromEntries(one.written ?? []);
  if (await asked("decide", { name: one.name, decision, replacement, written: { ...kept, ...written } })) {
    const now = current();
    if (now && !now.forms.some(([, , becomes]) => becomes === null)) onward();
  }
  draw();
}

function ask(title, value, choices = []) {
  $("asker-title").textContent = title;
  $("asker-text").value = value;
  $("asker-names").replaceChildren(...choices.map((name) => Object.assign(made("option"), { value: name })));
  $("asker").showModal();
  $("asker-text").select();
  return new Promise((resolve) => {
    $("asker").onclose = () => resolve($("asker").returnValue === "ok" ? $("asker-text").value.trim() : "");
    $("asker").returnValue = "";
  });
}

const acts = {
  pseudonym: () => decide("pseudonym"),
  category: () => decide("category"),
  keep: () => decide("keep"),
  async same() {
    const one = current();
    const others = state.names.filter((other) => other !== one && ["pseudonym", "category"].includes(other.decision));
    const name = await ask(state.words.whose, "", others.map((other) => other.name));
    if (name) await decide("same", name);
  },
  async edit() {
    const one = current();
    if (!one) return;
    const decision = one.decision === "category" ? "category" : "pseudonym";
    const text = await ask(state.words.write, one.replacement || one[decision]);
    if (text) await decide(decision, text);
  },
  async undo() {
    await asked("undo");
    draw();
  },
  previous: () => step(-1),
  next: () => step(1),
};

// -- what is seen ------------------------------------------------------------------------------

function draw() {
  const left = state.names.filter((one) => !one.decision).length;
  const list = shown();
  if (!current() && list.length) state.at = list[0].name;
  $("progress").textContent = left ? `${left} / ${state.names.length} ${state.words.left}` : state.words.done;
  $("list").replaceChildren(
    ...list.map((one) => {
      const item = made("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(one.name === state.at));
      item.append(made("span", `${one.name} (${one.number})`), made("span", said(one), "said"));
      item.onclick = () => {
        state.at = one.name;
        draw();
      };
      return item;
    }),
  );
  $("list").querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  $("card").replaceChildren(...card(current()));
}

function said(one) {
  if (!one.decision) return "";
  if (one.decision === "keep") return state.words.keep;
  if (one.decision === "same") return `= ${one.replacement}`;
  const text = one.replacement || one[one.decision];
  return one.decision === "category" ? `[[${text}]]` : text;
}

function card(one) {
  if (!one) return [made("p", state.words.done)];
  const about = made("dl");
  const line = (title, ...parts) => {
    const value = made("dd");
    value.append(...parts);
    about.append(made("dt", title), value);
  };
  line(state.words.kind, state.words[one.kind] ?? one.kind);
  line(state.words.why, one.why);
  line(state.words.where, one.where);
  line(state.words.forms, ...one.forms.flatMap(([form, number, becomes], at) => [...(at ? [", "] : []), shape(form, number, becomes)]));
  return [made("h2", one.name), about, ...one.contexts.map(context), choices(one)];
}

function shape(form, number, becomes) {
  const part = made("span", number > 1 ? `${form} (${number})` : form, "becomes");
  if (becomes) part.append(" → ", made("b", becomes));
  if (becomes === null) {
    const button = made("button", state.words.unclear, "unclear");
    button.onclick = async () => {
      const one = current();
      const text = await ask(`${state.words.written}: ${form}`, one.replacement || one[one.decision] || "");
      if (text) await decide(one.decision, one.replacement, { [form]: text });
    };
    part.append(" → ", button);
  }
  return part;
}

function context(text) {
  const quote = made("blockquote");
  const parts = text.split(/«([^»]*)»/);
  parts.forEach((part, at) => quote.append(at % 2 ? made("b", part) : part));
  return quote;
}

function choices(one) {
  const list = made("ul", "", "choices");
  const rows = [
    ["p", "pseudonym", `${state.words.pseudonym}: ${one.decision === "pseudonym" && one.replacement ? one.replacement : one.pseudonym}`],
    ["c", "category", `${state.words.category}: [[${one.decision === "category" && one.replacement ? one.replacement : one.category}]]`],
    ["k", "keep", state.words.keep],
    ["s", "same", `${state.words.same}${one.decision === "same" ? ` ${one.replacement}` : " …"}`],
    ["e", "edit", state.words.edit],
  ];
  for (const [key, act, text] of rows) {
    const item = made("li");
    item.append(made("kbd", key), made("span", text, act === one.decision ? "chosen" : ""));
    list.append(item);
  }
  return list;
}

// -- keys and buttons ---------------------------------------------------------------------------

const keys = { p: "pseudonym", c: "category", k: "keep", s: "same", e: "edit", u: "undo", ArrowUp: "previous", ArrowDown: "next" };
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  acts[keys[event.key]]();
});

await asked("names");
document.documentElement.lang = state.language;
document.title = `${state.words.title} – qualcode`;
$("title").textContent = state.words.title;
$("show").textContent = state.words.show;
$("find").textContent = state.words.search;
$("asker-ok").textContent = state.words.ok;
$("asker-cancel").textContent = state.words.cancel;
$("asker-cancel").onclick = () => $("asker").close();
$("filter").append(
  ...["open", "all"].map((kind) => Object.assign(made("option", state.words[kind]), { value: kind })),
);
$("filter").onchange = () => {
  state.open = $("filter").value === "open";
  draw();
};
$("search").oninput = () => {
  state.search = $("search").value.trim().toLowerCase();
  draw();
};
for (const button of document.querySelectorAll("[data-do]")) {
  button.append(`${state.words[button.dataset.do]} `, made("kbd", button.dataset.key));
  button.onclick = () => acts[button.dataset.do]();
}
state.at = state.names.find((one) => !one.decision)?.name ?? state.names[0]?.name ?? "";
draw();
