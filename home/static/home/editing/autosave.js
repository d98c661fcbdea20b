// Wagtail takes the form for unchanged as it is two seconds after it was opened, and as it is when
// an automatic save comes back. What was written meanwhile would neither be saved nor asked for on
// leaving; this tells Wagtail of it.
(function () {
  'use strict';

  const editing = window.hearthEditing;
  const form = editing.form();
  if (!form) return;
  const editor = () => editing.controller('w-unsaved');
  let sent = null;
  let told = false;
  let touched = false;
  let touchedAt = -Infinity;
  // Rich text reaches its field a quarter of a second after it was typed.
  const SETTLING = 300;

  // Only what people do: widgets change the form too while they start.
  for (const kind of ['beforeinput', 'input', 'change']) {
    form.addEventListener(
      kind,
      (event) => {
        if (!event.isTrusted) return;
        touched = true;
        touchedAt = performance.now();
      },
      true,
    );
  }

  document.addEventListener('w-unsaved:watch-edits', (event) => {
    if (event.target === form && touched) editor().initialFormData = 'not what was opened';
  });

  const comparable = (text, ignored) =>
    [...new URLSearchParams(text)].filter(([name]) => !ignored.has(name)).join('\n');

  document.addEventListener('w-autosave:save', (event) => {
    if (event.target === form) sent = editor().formData;
  });

  document.addEventListener('w-autosave:success', (event) => {
    if (event.target !== form) return;
    if (told) editing.tell(editing.texts.back, []);
    told = false;
    // What the server has filled in itself is no change of the editor's.
    const ignored = new Set(Object.keys(event.detail.response.field_updates || {}));
    form
      .querySelectorAll('[data-w-autosave-target="partials"] [name]')
      .forEach((field) => ignored.add(field.name));
    const unsaved = editor();
    const now = unsaved.formData;
    if (comparable(sent, ignored) === comparable(now, ignored)) {
      touched = false;
      unsaved.initialFormData = now;
      // Wagtail tells of it half a second later, which whoever leaves now does not wait for.
      editing.forget();
      return;
    }
    unsaved.initialFormData = sent;
    unsaved.previousFormData = sent;
    unsaved.check();
  });

  // Wagtail says that there was an error; why, and what helps, is what the editor needs to know.
  document.addEventListener('w-autosave:error', async (event) => {
    if (event.target !== form) return;
    if (event.detail.type !== 'network_error' && event.detail.type !== 'server_error') return;
    const problem = await editing.ask();
    if (!problem) return;
    told = true;
    editing.tellOf(problem, tryAgain);
  });

  async function tryAgain() {
    if (!told) return;
    const problem = await editing.ask();
    if (problem) editing.tellOf(problem, tryAgain);
    else editing.controller('w-autosave').save();
  }

  // Coming back from another tab, where they may have signed in again.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') tryAgain();
  });
  addEventListener('online', tryAgain);

  // Wagtail looks for changes twice a second, and not at all for the first two; leaving must not
  // be quicker than it is, nor than rich text.
  addEventListener(
    'beforeunload',
    () => {
      const unsaved = editor();
      if (!unsaved) return;
      if (touched && !unsaved.initialFormData) unsaved.initialFormData = 'not what was opened';
      unsaved.check();
      if (touched && performance.now() - touchedAt < SETTLING) unsaved.hasEditsValue = true;
    },
    true,
  );
})();
