// What the page knows.
export const page = {
  study: null,
  words: null,
  codes: null, // by their names
  current: null, // the interview
  version: 0, // of the decisions at the server
  item: null, // the coding one is at
  unit: null, // the sentence one is at
  chosen: null, // the words selected: {start, end}
  only: "", // the one code shown
  lastItem: null, // the coding one was at before words were selected
  cut: false, // whether the words selected went on into another turn
  walk: null, // the unit to be read next for one code
  loading: false,
};
export const open = new Map(); // turn number → its parts on the page
export const byPlace = new Map(); // "start end code" → coding
