#!/bin/sh
# Renew the third-party files of this directory from npm packages.
#
#   sh vendor.sh
#
# Needs node, npm and tar. Everything happens in a temporary directory; the npm
# client is used as it is configured, and no lock file is kept. Change the
# versions below, run, look at the page in a browser, then commit.
set -eu

GRAPHIQL=4.1.2      # the last line with a UMD build (5.x: see README.md)
REACT=18.3.1        # the last line with a UMD build
FIRA_CODE=5.3.0     # only its licence text: the font itself is in graphiql.min.css

here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
cd "$work"

get() { # package version -> ./NAME/ (npm checks the tarball's integrity itself)
    name=$(echo "$1" | tr -d '@' | tr '/' '-')
    tarball=$(npm pack --silent "$1@$2" | tail -n 1)
    mkdir "$name"
    tar -xzf "$tarball" -C "$name" --strip-components=1
}

get graphiql "$GRAPHIQL"
get react "$REACT"
get react-dom "$REACT"
get @fontsource/fira-code "$FIRA_CODE"

# The source map is not vendored, so drop the comment that points at it: without
# this, Django's ManifestStaticFilesStorage fails in collectstatic.
grep -v '^//# sourceMappingURL=' graphiql/graphiql.min.js > "$here/graphiql.min.js"
cp graphiql/graphiql.min.css "$here/graphiql.min.css"
cp react/umd/react.production.min.js "$here/react.production.min.js"
cp react-dom/umd/react-dom.production.min.js "$here/react-dom.production.min.js"
if grep -l 'sourceMappingURL=' "$here"/*.min.js "$here"/*.min.css; then
    echo "a source map comment is left in the files above" >&2
    exit 1
fi

mkdir -p "$here/licenses"
cp graphiql/LICENSE "$here/licenses/graphiql.LICENSE"
cp react/LICENSE "$here/licenses/react.LICENSE"
cp react-dom/LICENSE "$here/licenses/react-dom.LICENSE"

# graphiql.min.js is itself a bundle: its source map says of which packages.
# Install that tree (no scripts run) and collect the licence text of each.
mkdir tree && cd tree
echo '{"private": true}' > package.json
npm install --silent --no-package-lock --ignore-scripts --no-audit --no-fund \
    "graphiql@$GRAPHIQL" "react@$REACT" "react-dom@$REACT" graphql@16 graphql-ws
cd ..

cat > licenses.js <<'JS'
const fs = require('fs');
const path = require('path');
const modules = path.join('tree', 'node_modules');
const map = JSON.parse(fs.readFileSync('graphiql/graphiql.min.js.map', 'utf8'));

// Packages that ship no licence file, or are not in today's tree any more: the
// text of one from the same hand (and, mostly, the same repository).
const standIn = {
  '@graphiql/plugin-doc-explorer': 'graphiql',
  '@graphiql/plugin-history': 'graphiql',
  'react-compiler-runtime': 'react',
  'react-remove-scroll-bar': 'react-remove-scroll',
  'toggle-selection': 'copy-to-clipboard',
};

function packageOf(source) {
  const at = source.lastIndexOf('node_modules/');
  if (at >= 0) {
    const parts = source.slice(at + 'node_modules/'.length).split('/');
    return parts[0].startsWith('@') ? parts[0] + '/' + parts[1] : parts[0];
  }
  const own = source.match(/^\.\.\/\.\.\/([^/]+)\//);   // GraphiQL's own workspace
  if (!own) return 'graphiql';
  return own[1].replace(/^graphiql-/, '@graphiql/');
}

function standInFor(name) {
  if (standIn[name]) return standIn[name];
  if (name.startsWith('@radix-ui/')) return '@radix-ui/react-dialog';
  if (name.startsWith('@react-aria/')) return 'react-aria';
  return null;
}

function licenceFile(name) {
  const dir = path.join(modules, name);
  if (!fs.existsSync(dir)) return null;
  const file = fs.readdirSync(dir).find((f) => /^(licen[cs]e|copying)/i.test(f));
  return file && path.join(dir, file);
}

const byText = new Map();
let apache = '';
for (const name of [...new Set(map.sources.map(packageOf))].sort()) {
  let note = '';
  let source = name;
  let file = licenceFile(name);
  if (!file && standInFor(name)) {
    source = standInFor(name);
    file = licenceFile(source);
    note = ' - the text is that of ' + source;
  }
  if (!file) throw new Error('no licence text for ' + name);
  const manifest = [name, source].map((n) => path.join(modules, n, 'package.json'));
  const info = JSON.parse(fs.readFileSync(manifest.find(fs.existsSync), 'utf8'));
  const text = fs.readFileSync(file, 'utf8').replace(/\r/g, '').trim();
  if (/Apache License\s+Version 2\.0/.test(text)) apache = text;
  if (!byText.has(text)) byText.set(text, []);
  byText.get(text).push(name + ' (' + info.license + ')' + note);
}
const rule = '\n\n' + '='.repeat(78) + '\n\n';
let out = 'Packages bundled in graphiql.min.js (named by its source map), with their licences.';
for (const [text, names] of byText) out += rule + names.join('\n') + '\n\n' + text;
fs.writeFileSync(process.argv[2] + '/bundled-in-graphiql.LICENSES', out + '\n');

if (!apache) throw new Error('no Apache 2.0 text found');
const fira = fs.readFileSync('fontsource-fira-code/LICENSE', 'utf8').replace(/\r/g, '').trim();
fs.writeFileSync(process.argv[2] + '/fonts.LICENSES',
  'Fonts embedded in graphiql.min.css, with their licences.' + rule +
  'Fira Code (OFL-1.1)\n\n' + fira + rule +
  'Roboto (Apache-2.0)\n\nCopyright 2011 Google Inc. All Rights Reserved.\n\n' + apache + '\n');
JS
node licenses.js "$here/licenses"

cd "$here"
chmod 644 *.min.js *.min.css licenses/*
sha256sum *.min.js *.min.css > SHA256SUMS
echo "graphiql $GRAPHIQL, react and react-dom $REACT:"
cat SHA256SUMS
