// Wagtail asks every ten seconds whether somebody has saved a newer version, and before publishing
// over one asks the editor. An automatic save of this very form is one too for a question that it
// has overtaken: such an answer says nothing, and the question is put once more.
(function () {
  'use strict';

  const editing = window.hearthEditing;
  const PATIENCE = 3000;
  const SESSION = '[data-controller~="w-session"]';
  let saves = 0;
  let asked = null;
  let again = false;

  // New pages have no session before their first automatic save.
  function session() {
    const element = document.querySelector(SESSION);
    return element && editing.controller('w-session', element);
  }

  const saving = () => Boolean(editing.controller('w-autosave')?.submitPromise);

  function askAgain() {
    if (again) session()?.ping();
  }

  for (const kind of ['save', 'success', 'error']) {
    document.addEventListener(`w-autosave:${kind}`, () => {
      saves += 1;
      // Wagtail does not ask while it saves.
      if (kind !== 'save') setTimeout(askAgain);
    });
  }

  document.addEventListener('w-session:ping', () => {
    asked = saving() ? null : saves;
    again = false;
  });

  // Before Wagtail reads the answer.
  document.addEventListener(
    'w-swap:json',
    (event) => {
      const { data } = event.detail;
      if (!data.other_sessions?.some((other) => other.revision_id) || asked === saves) return;
      delete data.other_sessions;
      data.html = '';
      again = true;
      setTimeout(askAgain);
    },
    true,
  );

  // Whether the editor knows of a newer version, or of a bad line, and wants to go on.
  editing.isWarned = () => Boolean(session()?.interceptValue);

  // Returns whether there is a newer version of somebody else's. Wants no automatic save beside it.
  editing.overtaken = async () => {
    const current = session();
    if (!current) return false;
    // A save that was called off has left it paused.
    current.resume();
    await new Promise((done) => {
      current.element.addEventListener('w-swap:json', done, { once: true });
      current.element.addEventListener('w-swap:error', done, { once: true });
      setTimeout(done, PATIENCE);
      current.ping();
    });
    return current.interceptValue === 'conflict';
  };
})();
