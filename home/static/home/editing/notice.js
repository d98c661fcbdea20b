// What the other scripts of the editor share: their texts, the question whether the server would
// take the form now, and one notice for the editor, which never covers what is being written.
(function () {
  'use strict';

  const PATIENCE = 10000;
  const { ready, login, home, original, texts } = JSON.parse(document.getElementById('hearth-editing').textContent);
  const editing = (window.hearthEditing = { texts, home, original, user: null });

  editing.form = () => document.querySelector('form[data-edit-form]');

  // Wagtail's own controller of the form, such as `w-autosave`; null where it has none.
  editing.controller = (name, element = editing.form()) =>
    window.wagtail.app.getControllerForElementAndIdentifier(element, name);

  // Returns what stands between the form and the server: '' is nothing.
  editing.ask = async () => {
    let response;
    let answer;
    try {
      response = await fetch(ready, {
        headers: { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' },
        cache: 'no-store',
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (response.status === 403 || response.status === 401) return 'loggedOut';
      if (!response.ok) return 'unreachable';
      answer = await response.json();
    } catch {
      return 'unreachable';
    }
    if (editing.user !== null && editing.user !== answer.user) return 'otherUser';
    editing.user = answer.user;
    // Signing in makes a new token: forms that were opened before it would be refused.
    window.wagtailConfig.CSRF_TOKEN = answer.token;
    document.querySelectorAll('[name="csrfmiddlewaretoken"]').forEach((field) => {
      field.value = answer.token;
    });
    return '';
  };

  const box = document.createElement('div');
  box.className = 'hearth-notice';
  box.setAttribute('role', 'alert');

  function button(label, press, kind = '') {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = `button button-small ${kind}`;
    made.textContent = label;
    made.addEventListener('click', press);
    return made;
  }

  function paragraph(text) {
    const made = document.createElement('p');
    made.textContent = text;
    return made;
  }

  function row(...buttons) {
    const made = document.createElement('div');
    made.className = 'hearth-notice__buttons';
    made.append(...buttons);
    return made;
  }

  const close = () => button(texts.close, editing.hush, 'button-secondary');
  const buttonsOf = (buttons) => buttons.map(([label, press]) => button(label, press));

  function show(...parts) {
    box.replaceChildren(...parts);
    if (!box.isConnected) document.body.append(box);
  }

  // Shows a text and buttons: [[label, what pressing does], ...].
  editing.tell = (text, buttons, link) => {
    const made = buttonsOf(buttons);
    if (link) {
      const anchor = document.createElement('a');
      anchor.className = 'button button-small';
      anchor.href = link;
      anchor.target = '_blank';
      anchor.textContent = texts.signIn;
      made.unshift(anchor);
    }
    show(paragraph(text), row(...made, close()));
  };

  // Shows several texts, each with buttons of its own: [[text, buttons], ...].
  editing.tellAll = (told) =>
    show(
      ...told.flatMap(([text, buttons]) => [paragraph(text), row(...buttonsOf(buttons))]),
      row(close()),
    );

  editing.hush = () => box.remove();

  // Tells what stands between the form and the server, and offers to try again.
  editing.tellOf = (problem, again) =>
    editing.tell(texts[problem], [[texts.tryAgain, again]], problem === 'unreachable' ? '' : login);
})();
