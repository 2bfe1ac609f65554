// What form and chat need to seal reports and photos in the browser, to the same recipients and by the same rules as the server:
// triage/padding.py, triage/documents.py, triage/files.py, triage/receipt.py, triage/reference.py and triage/keys.py.
// tests/triage/test_browser_sealing.py holds each of these to its other half.
import { Encrypter, identityToRecipient } from "age-encryption";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bech32, base64 as base64Of, hex as hexOf } from "@scure/base";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";

export { redraw } from "./photo.js";

const SMALLEST = 32 * 1024;
const LARGEST_POWER = 1024 * 1024;
const PREFIX_BYTES = 8;
const SYMBOLS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"; // of references
const encoder = new TextEncoder();

/** The padded size of a content of that many bytes (at most a gigabyte). */
export function bucket(length) {
  const needed = Math.max(length + PREFIX_BYTES, SMALLEST);
  const bits = 32 - Math.clz32(needed);
  if (needed <= LARGEST_POWER) return 2 ** (32 - Math.clz32(needed - 1));
  const exponent = bits - 1;
  const free = 2 ** (exponent - (32 - Math.clz32(exponent)));
  return Math.ceil(needed / free) * free;
}

/** A document as it is sealed: its length in eight bytes, itself, zeros. */
export function pad(content) {
  const padded = new Uint8Array(bucket(content.length));
  new DataView(padded.buffer).setBigUint64(0, BigInt(content.length));
  padded.set(content, PREFIX_BYTES);
  return padded;
}

/** A file as it is sealed: itself, zeros. Its length stands in the case. */
export function padFile(content) {
  const padded = new Uint8Array(bucket(content.length));
  padded.set(content);
  return padded;
}

/** Canonical JSON: sorted names, no spaces, UTF-8, whole numbers only. */
export function toBytes(value) {
  return encoder.encode(JSON.stringify(sorted(value)));
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((name) => [name, sorted(value[name])]));
}

/** Seal to all of these keys (age1pq1...), each of which opens it. */
export async function seal(content, keys) {
  if (!keys.length || !keys.every((key) => key.startsWith("age1pq1"))) throw new Error("no usable keys");
  const encrypter = new Encrypter();
  for (const key of keys) encrypter.addRecipient(key);
  return encrypter.encrypt(content);
}

/** A key's fingerprint, as the desk shows it. */
export function fingerprint(key) {
  const raw = Uint8Array.from(bech32.fromWords(bech32.decode(key, false).words));
  return hexOf.encode(sha256(raw)).slice(0, 32).match(/.{4}/g).join("-");
}

/** A new receipt code: its twelve words, and what the team gets to know of it. */
export async function newReceipt(entropy = random(16)) {
  const derive = (purpose) => hkdf(sha256, entropy, undefined, encoder.encode(`candour/receipt/v1/${purpose}`), 32);
  const seed = bech32.encode("age-secret-key-pq-", bech32.toWords(derive("mailbox key")), false).toUpperCase();
  const mailbox = {
    address: hexOf.encode(sha256(derive("lookup"))),
    recipient: await identityToRecipient(seed),
    bond: hexOf.encode(derive("bond")),
  };
  return { words: entropyToMnemonic(entropy, wordlist), mailbox };
}

/** A new reference, each symbol as likely as any other. */
export function newReference() {
  let symbols = "";
  while (symbols.length < 8) {
    const [byte] = random(1);
    if (byte < 240) symbols += SYMBOLS[byte % SYMBOLS.length];
  }
  return `CND-${symbols.slice(0, 4)}-${symbols.slice(4)}`;
}

/** A random UUID of the kind that is kept for what browsers seal (RFC 9562, version 8; triage/form.py). */
export function newId() {
  const bytes = random(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return hexOf.encode(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** SHA-256 in hexadecimal digits. */
export function digest(content) {
  return hexOf.encode(sha256(content));
}

/** Base64 with padding. */
export function base64(content) {
  return base64Of.encode(content);
}

function random(length) {
  return crypto.getRandomValues(new Uint8Array(length));
}
