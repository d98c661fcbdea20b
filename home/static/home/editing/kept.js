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

  const all = () =>
    Object.keys(localStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => [key, JSON.parse(localStorage.getItem(key))]);

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

  const place = () => `${PREFIX}${editing.user}:${new URL(form.action).pathname}`;

  let at = null;
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = 'hearth-kept';
  field.value = crypto.randomUUID();

  function keep() {
    const unsaved = editing.controller('w-unsaved');
    if (editing.user === null || (unsaved && !unsaved.hasEditsValue)) return;
    forget();
    at = place();
    try {
      localStorage.setItem(
        at,
        JSON.stringify({ name: field.value, at: Date.now(), entries: entries() }),
      );
    } catch {
      // The browser's storage is full or forbidden: then there is no copy.
    }
  }

  function forget() {
    if (at !== null) localStorage.removeItem(at);
    at = null;
  }

  // Sends a copy as the form itself would: every widget then shows it again.
  function restore(copy) {
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

  function offer() {
    const key = place();
    const copy = JSON.parse(localStorage.getItem(key));
    if (!copy) return;
    if (JSON.stringify(copy.entries) === JSON.stringify(entries())) {
      localStorage.removeItem(key);
      return;
    }
    const drafts = editing.controller('w-autosave') || form.querySelector('[name="action-publish"]');
    const language = document.documentElement.lang || undefined;
    const time = new Date(copy.at).toLocaleString(language, {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    editing.tell(editing.texts.found.replace('{time}', time), [
      [drafts ? editing.texts.restore : editing.texts.save, () => restore(copy)],
      [
        editing.texts.discard,
        () => {
          localStorage.removeItem(key);
          editing.hush();
        },
      ],
    ]);
  }

  async function begin() {
    throwAwayWhatIsSaved();
    form.append(field);
    await editing.ask();
    // A form that came back with errors has the text in it.
    if (form.dataset.wUnsavedForceValue !== 'true') offer();
    document.addEventListener('w-unsaved:add', keep);
    document.addEventListener('w-unsaved:clear', () => {
      const unsaved = editing.controller('w-unsaved');
      if (!unsaved.hasEditsValue) forget();
    });
    addEventListener('pagehide', keep);
  }

  const isKept = form && !form.querySelector('input[type="password"]');
  editing.keep = isKept ? keep : () => {};
  if (isKept) addEventListener('load', begin);
})();
