// What the form's page seals with, as it is served, driven over standard input and output.
import { readFileSync } from "node:fs";

(0, eval)(`${readFileSync(new URL("../../bot/pages/seal.js", import.meta.url), "utf8")}\nglobalThis.candourSeal = candourSeal;`);
const { candourSeal } = globalThis;
const [command, ...given] = process.argv.slice(2);

async function input() {
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
}

const commands = {
    buckets: () => JSON.stringify(given.map((length) => candourSeal.bucket(Number(length)))),
    async pad() {
        return candourSeal.pad(await input());
    },
    async padFile() {
        return candourSeal.padFile(await input());
    },
    async toBytes() {
        return candourSeal.toBytes(JSON.parse(new TextDecoder().decode(await input())));
    },
    async seal() {
        return candourSeal.seal(await input(), given);
    },
    fingerprints: () => JSON.stringify(given.map(candourSeal.fingerprint)),
    async receipt() {
        return JSON.stringify(await candourSeal.newReceipt(Uint8Array.from(Buffer.from(given[0], "hex"))));
    },
    made: () => JSON.stringify(Array.from({ length: 200 }, () => [candourSeal.newId(), candourSeal.newReference()])),
};

process.stdout.write(await commands[command]());
