// Models in Swift and Kotlin of what the operations answer.
//
// quicktype makes them from JSON schemas, which are made here: its own reader of GraphQL knows no
// `__typename`, and forgets fields that several fragments ask for. An object that may be of several
// types becomes one class with the fields of all of them, those of some types optional; so an app
// reads objects of types that came after it. Enums are texts for the same reason.
import { InputData, JSONSchemaInput, quicktype } from "quicktype-core";
import {
  getNullableType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
} from "graphql";
import { operations, schema } from "./sources.mjs";

const SCALARS = {
  Boolean: { type: "boolean" },
  Float: { type: "number" },
  Int: { type: "integer" },
  JSON: {},
};

/**
 * Returns all fields of a selection by their names in the answer.
 *
 * `asked` tells for each type whose objects have the field what is selected of it there, and
 * `always` for which types no variable can leave it out.
 */
function collected(document, type, selections, found = new Map(), isSure = true) {
  for (const selection of selections) {
    const isHere = isSure && !selection.directives?.length;
    if (selection.kind === Kind.FIELD) {
      const name = selection.alias?.value ?? selection.name.value;
      const entry = found.get(name) ?? {
        field: selection.name.value,
        asked: new Map(),
        always: new Set(),
      };
      if (isHere) entry.always.add(type);
      const before = entry.asked.get(type) ?? [];
      entry.asked.set(type, [...before, ...(selection.selectionSet?.selections ?? [])]);
      found.set(name, entry);
    } else {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? document.definitions.find((one) => one.name?.value === selection.name.value)
          : selection;
      const condition = fragment.typeCondition?.name.value;
      const inner = condition ? schema.getType(condition) : type;
      collected(document, inner, fragment.selectionSet.selections, found, isHere);
    }
  }
  return found;
}

const covers = (wide, type) =>
  wide === type || (isAbstractType(wide) && schema.isSubType(wide, type));

/** Whether every object of a type has a field that objects of some types have. */
function isAlways(type, parents) {
  const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type];
  return parents.some((parent) => possible.every((one) => covers(parent, one)));
}

/** Returns the fields of an object, all that are asked for where it is met in several types. */
function merged(document, type, asked) {
  const groups = [...asked].map(([parent, selections]) => ({
    parent,
    fields: collected(document, type, selections),
  }));
  const all = new Map();
  for (const [name, entry] of groups.flatMap(({ fields }) => [...fields])) {
    const known = all.get(name) ?? { field: entry.field, asked: new Map() };
    for (const [parent, selections] of entry.asked) {
      known.asked.set(parent, [...(known.asked.get(parent) ?? []), ...selections]);
    }
    known.isRequired = groups.every((group) =>
      groups.some(({ parent, fields }) => {
        const found = covers(parent, group.parent) && fields.get(name);
        return found && isAlways(type, [...found.always]);
      }),
    );
    all.set(name, known);
  }
  return all;
}

const capitalized = (text) => text[0].toUpperCase() + text.slice(1);

/** Makes the JSON schema of one operation; objects of the same shape are one definition. */
class Shapes {
  definitions = {};
  #names = new Map();

  constructor({ name, text }) {
    this.prefix = name;
    this.document = parse(text);
  }

  /** Returns the schema of the `data` of the answer. */
  schema() {
    const [{ selectionSet }] = this.document.definitions;
    const query = schema.getQueryType();
    const answer = this.#object(query, new Map([[query, selectionSet.selections]]));
    return { ...answer, title: `${this.prefix}Data`, definitions: this.definitions };
  }

  #object(type, asked) {
    const properties = {};
    const required = [];
    for (const [name, entry] of merged(this.document, type, asked)) {
      const [parent] = entry.asked.keys();
      const declared = entry.field === "__typename" ? null : parent.getFields()[entry.field].type;
      properties[name] = declared ? this.#value(declared, entry.asked, name) : { type: "string" };
      if (entry.isRequired) required.push(name);
    }
    return { type: "object", properties, required };
  }

  #value(type, asked, field) {
    const inner = getNullableType(type);
    const found = isListType(inner)
      ? { type: "array", items: this.#value(inner.ofType, asked, field) }
      : this.#named(inner, asked, field);
    if (isNonNullType(type) || !Object.keys(found).length) return found;
    return { oneOf: [found, { type: "null" }] };
  }

  #named(type, asked, field) {
    if (isLeafType(type)) return SCALARS[type.name] ?? { type: "string" };
    const object = this.#object(type, asked);
    const shape = JSON.stringify([type.name, object]);
    if (!this.#names.has(shape)) {
      const name = this.#free(type.name, capitalized(field));
      this.#names.set(shape, name);
      this.definitions[name] = { title: name, ...object };
    }
    return { $ref: `#/definitions/${this.#names.get(shape)}` };
  }

  #free(type, field) {
    const wanted = [`${this.prefix}${type}`, `${this.prefix}${field}${type}`];
    for (let number = 2; number < 100; number += 1) wanted.push(`${wanted[1]}${number}`);
    return wanted.find((name) => !(name in this.definitions));
  }
}

/** The JSON schema of the `data` of each operation, by the operation's name. */
export const schemas = Object.fromEntries(
  operations.map((operation) => [operation.name, new Shapes(operation).schema()]),
);

const NOTE = "Written by `npm run generate` in clients/typescript; do not edit.";
const LANGUAGES = {
  swift: {
    lang: "swift",
    rendererOptions: {
      "access-level": "public",
      density: "normal",
      initializers: "false",
      "mutable-properties": "false",
    },
  },
  kotlin: {
    lang: "kotlin",
    rendererOptions: { framework: "kotlinx", package: "health.hearth.client" },
  },
};

/** Returns the source of the models in a language. */
export async function models(language) {
  const input = new JSONSchemaInput(undefined);
  for (const [name, one] of Object.entries(schemas)) {
    await input.addSource({ name: `${name}Data`, schema: JSON.stringify(one) });
  }
  const inputData = new InputData();
  inputData.addInput(input);
  const { lines } = await quicktype({
    ...LANGUAGES[language],
    inputData,
    combineClasses: false,
    inferDateTimes: false,
    inferEnums: false,
    inferMaps: false,
    inferUuids: false,
    inferBooleanStrings: false,
    inferIntegerStrings: false,
  });
  return `// ${NOTE}\n\n${lines.join("\n").trimEnd()}\n`;
}
