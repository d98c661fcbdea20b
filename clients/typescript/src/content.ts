/** Content that is younger than the app: types and blocks that it has never heard of. */
import { knownTypes } from "./generated.js";

export type Abstract = keyof typeof knownTypes;
export type Known<Type extends Abstract> = (typeof knownTypes)[Type][number];

/** Whether this client was generated with the type of an object, and so knows its fields. */
export function isKnown(abstract: Abstract, node: { readonly __typename: string }): boolean {
  return (knownTypes[abstract] as readonly string[]).includes(node.__typename);
}

/** What every block has, known or not. */
export interface BlockLike {
  readonly __typename: string;
  readonly html: string;
  readonly plainText?: string;
}

/** How an app shows blocks of one type. */
type Showing<Block extends BlockLike, Shown> = {
  readonly [Type in Block["__typename"]]?: (block: Extract<Block, { __typename: Type }>) => Shown;
};

/**
 * Shows a block by what the app has for its type, otherwise by `fallback`.
 *
 * So a block that was added to the CMS after the app was built is shown as its `html` or
 * `plainText`, and nothing is left out.
 */
export function show<Block extends BlockLike, Shown>(
  block: Block,
  showing: Showing<Block, Shown>,
  fallback: (block: BlockLike) => Shown,
): Shown {
  const own = Object.hasOwn(showing, block.__typename)
    ? (showing as Record<string, unknown>)[block.__typename]
    : undefined;
  return own ? (own as (block: Block) => Shown)(block) : fallback(block);
}
