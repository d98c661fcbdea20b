// Keeps a copy of what is written in this browser until the server has it, and offers it when the
// same form is opened again. Nothing is kept of forms with a password.
(function () {
  'use strict';

  const editing = window.hearthEditing;
  const form = editing.form();
  const PREFIX = 'hearth-kept:';
  const COOKIE = 'hearth-saved';
  const DAYS = 7;
  // What belongs to one opening of the form and not to its text.
  const PASSING = /^(csrfmiddlewaretoken|next|hearth-kept|loaded_revision_.*|overwrite_.*|action-.*|workflow-action-.*)$/;

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  // Every copy in this browser by its key, without what no longer can be read.
  const all = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => [key, read(key)])
      .filter(([, copy]) => copy);

  function throwAwayWhatIsSaved() {
    const cookie = document.cookie.split('; ').find((one) => one.startsWith(`${COOKIE}=`));
    const saved = cookie ? cookie.slice(COOKIE.length + 1).split('.') : [];
    const oldest = Date.now() - DAYS * 86400000;
    for (const [key, copy] of all()) {
      if (saved.includes(copy.name) || copy.at < oldest) localStorage.removeItem(key);
    }
    if (cookie) document.cookie = `${COOKIE}=; path=${editing.home}; max-age=0`;
  }

  const entries = () =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === 'string' && !PASSING.test(name),
    );

  const place = () => `${PREFIX}${editing.user}:${new URL(form.action).pathname}:`;

  // Each opening of a form has a copy of its own, so that no tab writes over what another, or one
  // that is long closed, has kept.
  let at = null;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'hearth-kept';
  field.value = [...crypto.getRandomValues(new Uint8Array(18))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');

  function keep() {
    const unsaved = editing.controller('w-unsaved');
    if (editing.user === null || (unsaved && !unsaved.hasEditsValue)) return;
    const key = place() + field.value;
    if (at !== key) forget();
    at = key;
    try {
      localStorage.setItem(
        at,
        JSON.stringify({ name: field.value, at: Date.now(), entries: entries() }),
      );
    } catch {
      // The browser's storage is full or forbidden: then there is no copy.
    }
  }

  // A form that comes back with mistakes goes on with the copy under which it was sent.
  const SENT = 'hearth-sent';

  function sendAs(name) {
    try {
      sessionStorage.setItem(SENT, JSON.stringify([place(), name]));
    } catch {
      // Without a storage there is no copy to go on with.
    }
  }

  function goOn() {
    const [sentTo, name] = JSON.parse(sessionStorage.getItem(SENT) || '[]');
    if (sentTo !== place()) return;
    field.value = name;
    at = place() + name;
  }

  function forget() {
    if (at !== null) localStorage.removeItem(at);
    at = null;
  }

  // Sends a copy as the form itself would: every widget then shows it again.
  function restore(copy) {
    sendAs(copy.name);
    const sent = document.createElement('form');
    sent.method = 'post';
    sent.action = form.action;
    const token = form.querySelector('[name="csrfmiddlewaretoken"]').value;
    const values = [...copy.entries, ['csrfmiddlewaretoken', token], [field.name, copy.name]];
    for (const [name, value] of values) {
      const text = document.createElement('textarea');
      text.name = name;
      text.value = value;
      sent.append(text);
    }
    sent.hidden = true;
    document.body.append(sent);
    sent.submit();
  }

  // The copies of this form that differ from what it shows, the newest first.
  function found() {
    const shown = JSON.stringify(entries());
    const copies = all().filter(([key]) => key.startsWith(place()) && key !== at);
    for (const [key, copy] of copies) {
      if (JSON.stringify(copy.entries) === shown) localStorage.removeItem(key);
    }
    return copies
      .filter(([key]) => localStorage.getItem(key) !== null)
      .sort(([, one], [, other]) => other.at - one.at);
  }

  function offer() {
    const copies = found();
    if (!copies.length) return editing.hush();
    const drafts = editing.controller('w-autosave') || form.querySelector('[name="action-publish"]');
    const language = document.documentElement.lang || undefined;
    const style = { dateStyle: 'medium', timeStyle: copies.length > 1 ? 'medium' : 'short' };
    const rows = copies.map(([key, copy]) => [
      editing.texts.found.replace('{time}', new Date(copy.at).toLocaleString(language, style)),
      [
        [drafts ? editing.texts.restore : editing.texts.save, () => restore(copy)],
        [
          editing.texts.discard,
          () => {
            localStorage.removeItem(key);
            offer();
          },
        ],
      ],
    ]);
    editing.tellAll(rows);
  }

  async function begin() {
    throwAwayWhatIsSaved();
    form.append(field);
    await editing.ask();
    // A form that came back with mistakes has the text in it.
    if (form.dataset.wUnsavedForceValue === 'true') goOn();
    else offer();
    sessionStorage.removeItem(SENT);
    document.addEventListener('w-unsaved:add', keep);
    document.addEventListener('w-unsaved:clear', () => {
      const unsaved = editing.controller('w-unsaved');
      if (!unsaved.hasEditsValue) forget();
    });
    addEventListener('pagehide', keep);
  }

  const isKept = form && !form.querySelector('input[type="password"]');
  editing.keep = isKept
    ? () => {
        keep();
        sendAs(field.value);
      }
    : () => {};
  editing.forget = isKept ? forget : () => {};
  if (isKept) addEventListener('load', begin);
})();
