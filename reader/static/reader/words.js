/** The reader's own words, dates and numbers, in the language of the page. */

let words = {};
let language = "en";

/** Return what the server wrote into the page under a name. */
export const given = (name) => JSON.parse(document.getElementById(name).textContent);

/** Fetch the words of a language, and use them from now on. */
export async function speak(code) {
  const files = given("words");
  const file = files[code] ?? Object.values(files)[0];
  const response = await fetch(file);
  words = await response.json();
  language = code;
  document.documentElement.lang = code;
}

/** Return the language that is spoken. */
export function spoken() {
  return language;
}

/** Return a sentence, with values at its marks. */
export function say(key, values = {}) {
  return (words[key] ?? "").replace(/\{(\w+)\}/g, (mark, name) => values[name] ?? mark);
}

/** Return a sentence for one thing or for several. */
export function count(one, many, n) {
  return n === 1 ? say(one) : say(many, { n: new Intl.NumberFormat(language).format(n) });
}

/** Return a day as it is written in the language of the page. */
export function day(text) {
  const options = { dateStyle: "long" };
  // A day without an hour is the same day everywhere.
  if (text.length === 10) options.timeZone = "UTC";
  return new Intl.DateTimeFormat(language, options).format(new Date(text));
}

/** Return the name of a language in that language. */
export function languageName(code) {
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code);
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}
