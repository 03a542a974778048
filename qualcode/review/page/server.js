// The server is asked.
import { filled } from "./places.js";
import { page } from "./state.js";

export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  let answer;
  try { answer = await fetch(path, options); } catch { throw new Error(page.words ? page.words.lost_server : "?"); }
  let data = {};
  try { data = await answer.json(); } catch { /* no JSON: refused at the door */ }
  if (!answer.ok) throw new Error(page.words ? filled("not_saved", { why: data.error || answer.status }) : String(answer.status));
  return data;
}
