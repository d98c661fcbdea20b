// A form is let go only when the server will take it: the automatic save that is on its way is
// waited for, no other begins, and without a server or a session the editor stays open.
(function () {
  'use strict';

  const editing = window.hearthEditing;
  const form = editing.form();
  if (!form) return;
  // Rich text reaches its field a quarter of a second after it was typed.
  const SETTLING = 300;
  const PATIENCE = 15000;
  const EXTRAS = 'input[name="action-workflow-action"], input[name^="workflow-action-"]';
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  let passing = false;
  let leaving = false;
  let pending = null;

  document.addEventListener('w-autosave:save', (event) => {
    if (event.target === form) pending = event;
  });

  async function quiet(autosave) {
    if (!autosave) return () => {};
    const wasActive = autosave.activeValue;
    autosave.activeValue = false;
    autosave.clearRetries();
    // Stops the one that waits for its moment; the one that is under way is waited for.
    pending?.preventDefault();
    await Promise.race([autosave.submitPromise, pause(PATIENCE)]);
    return () => {
      autosave.activeValue = wasActive;
      if (wasActive) editing.controller('w-unsaved').notify();
    };
  }

  async function leave(button) {
    if (leaving) return;
    leaving = true;
    const extras = [...form.querySelectorAll(EXTRAS)];
    try {
      await null; // Wagtail's dialog, once confirmed, first lets the click go through.
      const isWarned = editing.isWarned();
      const [problem, resume] = await Promise.all([
        editing.ask(),
        quiet(editing.controller('w-autosave')),
        pause(SETTLING),
      ]);
      if (!problem && !isWarned && (await editing.overtaken())) {
        release(button, extras);
        resume();
        setTimeout(() => button?.click());
        return;
      }
      editing.controller('w-unsaved')?.check();
      editing.keep();
      if (!problem) {
        editing.hush();
        send(button);
        return;
      }
      stay(button, problem, resume, extras);
    } finally {
      leaving = false;
    }
  }

  function send(button) {
    // A button that shows progress is disabled, and what is disabled is not sent.
    const disabled = button?.disabled;
    if (button) button.disabled = false;
    passing = true;
    form.requestSubmit(button);
    passing = false;
    if (button) button.disabled = disabled;
  }

  // What a workflow's button has added must not go along with an automatic save.
  function release(button, extras) {
    extras.forEach((field) => field.remove());
    if (button) editing.controller('w-progress', button)?.deactivate();
  }

  function stay(button, problem, resume, extras) {
    release(button, extras);
    editing.tellOf(problem, () => {
      form.append(...extras);
      leave(button);
    });
    resume();
  }

  // Before any other listener: Wagtail's stops warning about unsaved text.
  document.addEventListener(
    'submit',
    (event) => {
      if (event.target !== form || passing) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      leave(event.submitter);
    },
    true,
  );

  // Wagtail's workflow buttons submit without an event.
  form.submit = () => form.requestSubmit();
})();
