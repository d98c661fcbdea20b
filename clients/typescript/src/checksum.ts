/** The checksum by which a client and the server tell whether they hold the same. */

const NOTHING = "0".repeat(16);

/** Returns the SHA-256 of bytes. */
export type Sha256 = (bytes: Uint8Array<ArrayBuffer>) => Promise<ArrayBuffer>;

/** The platform's own, if it has one: browsers do only over HTTPS and on localhost. */
export function platformSha256(): Sha256 | undefined {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  return subtle && ((bytes) => subtle.digest("SHA-256", bytes));
}

/** The checksum of a store that holds nothing. */
export const EMPTY: string = NOTHING;

/** Returns what one object adds to the checksum, and takes from it: 16 hexadecimal digits. */
export async function share(sha256: Sha256, id: string, version: string): Promise<string> {
  const hash = await sha256(new TextEncoder().encode(`${id}:${version}`));
  return Array.from(new Uint8Array(hash, 0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Returns the exclusive or of two checksums. */
export function combined(one: string, other: string): string {
  return (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(16).padStart(16, "0");
}
