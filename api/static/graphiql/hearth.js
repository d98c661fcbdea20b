// Mounts GraphiQL on <div id="graphiql" data-endpoint="/graphql/">.
// Plain script: React, ReactDOM and GraphiQL are globals of the files loaded before it.
(function () {
  'use strict';

  const mount = document.getElementById('graphiql');
  const endpoint = mount.dataset.endpoint || '/graphql/';
  // Only there while DEBUG: with it, requests act for whoever is logged in to the admin.
  const csrfToken = mount.dataset.csrfToken;
  const h = React.createElement;

  const DEFAULT_QUERY = `# Welcome to Hearth.
#
# Write a query here, then press the play button (or Ctrl+Enter).
#
#   Ctrl+Space     suggests what fits where the cursor is
#   Book icon      the documentation of every type and field
#   Variables      values for $variables, as JSON
#   Headers        for example {"Authorization": "Bearer YOUR-TOKEN"};
#                  they stay in this page. Without a token you are ${csrfToken ? 'who you are in\n#                  the admin, as long as the server runs with DEBUG' : 'a stranger:\n#                  cookies are never sent'}
#
# The address bar follows the query and its variables: copy it to share them.

{
  __typename
}
`;

  // Some servers refuse a request line longer than 4 kB, and a reload would
  // then fail: a longer query stays in the browser's remembered tabs only.
  const MAX_URL_LENGTH = 3500;
  const URL_DELAY_MS = 300;

  // --- the address bar -----------------------------------------------------

  function readUrl() {
    const params = new URL(window.location.href).searchParams;
    const query = params.get('query') || undefined;
    let variables = params.get('variables') || undefined;
    if (variables) {
      try {
        variables = JSON.stringify(JSON.parse(variables), null, 2);
      } catch (error) {
        // Not JSON: show it as it came, the editor marks what is wrong.
      }
    }
    // A link with a query and no variables means "no variables": an empty text,
    // or else GraphiQL fills in those it remembers from another query.
    if (query && variables === undefined) variables = '';
    return { query, variables, operationName: params.get('operationName') || undefined };
  }

  function writeUrl(values) {
    const url = new URL(window.location.href);
    for (const name of ['query', 'variables', 'operationName']) {
      const value = values[name];
      if (value && value.trim()) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    if (url.href.length > MAX_URL_LENGTH || values.query === DEFAULT_QUERY) {
      for (const name of ['query', 'variables', 'operationName']) url.searchParams.delete(name);
    }
    if (url.href === window.location.href) return;
    try {
      window.history.replaceState(window.history.state, '', url);
    } catch (error) {
      // Browsers limit how often this may be called: the next edit catches up.
    }
  }

  const linked = readUrl();

  // --- requests ------------------------------------------------------------

  function failure(message) {
    return { errors: [{ message: message }] };
  }

  async function fetcher(params, options) {
    let response;
    let text;
    try {
      const headers = new Headers({
        Accept: 'application/graphql-response+json, application/json',
        'Content-Type': 'application/json',
      });
      const extra = (options && options.headers) || {};
      for (const name of Object.keys(extra)) headers.set(name, extra[name]);
      if (csrfToken) headers.set('X-CSRFToken', csrfToken);
      response = await fetch(endpoint, {
        method: 'POST',
        headers: headers,
        body: JSON.stringify(params),
        credentials: csrfToken ? 'same-origin' : 'omit',
        cache: 'no-store',
      });
      text = await response.text();
    } catch (error) {
      return failure('The request to ' + endpoint + ' failed: ' + error.message);
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      const status = ('HTTP ' + response.status + ' ' + response.statusText).trim();
      return failure(endpoint + ' did not answer with JSON (' + status + '): ' + text.trim().slice(0, 500));
    }
  }

  // --- what the browser remembers ------------------------------------------

  // GraphiQL 4.1.2 writes the headers of past requests into its history whatever
  // shouldPersistHeaders says. Tokens have no place in localStorage: drop them.
  function createStorage() {
    try {
      window.localStorage.getItem('hearth');
    } catch (error) {
      return null;                    // storage is blocked: remember nothing
    }
    const storage = GraphiQL.createLocalStorage({ namespace: 'hearth' });
    const setItem = storage.setItem;
    storage.setItem = (key, value) => {
      if (/:(queries|favorites|tabState)$/.test(key)) {
        const keep = (name, item) => (name === 'headers' ? null : item);
        setItem(key, JSON.stringify(JSON.parse(value), keep));
      } else if (!/:headers$/.test(key)) {
        setItem(key, value);
      }
    };
    return storage;
  }

  // --- the page ------------------------------------------------------------

  // Lives inside GraphiQL, where the editors' state can be reached: selects the
  // operation named by the link, keeps the address bar in step, and turns off
  // the result pane's tooltip: it would load any image address one points at,
  // from whatever host (and, in 4.1.2, fail with React error 409 afterwards).
  function Name() {
    const editor = GraphiQL.React.useEditorContext({ nonNull: true });
    const queryEditor = editor.queryEditor;
    const responseEditor = editor.responseEditor;
    const setOperationName = editor.setOperationName;
    const tab = editor.tabs[editor.activeTabIndex] || {};
    const selected = React.useRef(false);
    const written = React.useRef(null);

    React.useEffect(() => {
      if (!queryEditor || selected.current) return;
      selected.current = true;
      if (linked.query && linked.operationName) setOperationName(linked.operationName);
    }, [queryEditor, setOperationName]);

    React.useEffect(() => {
      if (responseEditor) responseEditor.setOption('info', false);
    }, [responseEditor]);

    React.useEffect(() => {
      const values = {
        query: tab.query || '',
        variables: tab.variables || '',
        operationName: tab.operationName || '',
      };
      const state = JSON.stringify(values);
      if (written.current === null) {
        written.current = state;      // as opened: nothing has been edited yet
        return undefined;
      }
      if (written.current === state) return undefined;
      const timer = window.setTimeout(() => {
        written.current = state;
        writeUrl(values);
      }, URL_DELAY_MS);
      return () => window.clearTimeout(timer);
    }, [tab.query, tab.variables, tab.operationName]);

    return h('span', { className: 'hearth-name' }, 'Hearth GraphiQL');
  }

  const props = {
    fetcher: fetcher,
    defaultQuery: DEFAULT_QUERY,
    query: linked.query,
    variables: linked.variables,
    isHeadersEditorEnabled: true,
    defaultEditorToolsVisibility: linked.variables ? 'variables' : 'headers',
    shouldPersistHeaders: false,
    storage: createStorage(),
  };

  ReactDOM.createRoot(mount).render(
    h(GraphiQL, props, h(GraphiQL.Logo, null, h(Name))),
  );
})();
