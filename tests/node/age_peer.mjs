// The other age: npm's age-encryption, driven over standard input and output, and the C2SP CCTV vectors.
import * as age from "age-encryption";
import * as vectors from "cctv-age";

const [command, ...keys] = process.argv.slice(2);

async function input() {
    const chunks = [];
    for await (const chunk of process.stdin) chunks.push(chunk);
    return new Uint8Array(Buffer.concat(chunks));
}

const commands = {
    async generate() {
        const identity = await age.generateHybridIdentity();
        return JSON.stringify({ identity, recipient: await age.identityToRecipient(identity) });
    },
    async recipient() {
        return await age.identityToRecipient(keys[0]);
    },
    async encrypt() {
        const encrypter = new age.Encrypter();
        for (const key of keys) encrypter.addRecipient(key);
        return await encrypter.encrypt(await input());
    },
    async "encrypt-passphrase"() {
        const encrypter = new age.Encrypter();
        encrypter.setPassphrase(keys[0]);
        encrypter.setScryptWorkFactor(10);
        return await encrypter.encrypt(await input());
    },
    async decrypt() {
        const decrypter = new age.Decrypter();
        decrypter.addIdentity(keys[0]);
        return await decrypter.decrypt(await input());
    },
    async "decrypt-passphrase"() {
        const decrypter = new age.Decrypter();
        decrypter.addPassphrase(keys[0]);
        return await decrypter.decrypt(await input());
    },
    async vectors() {
        const entries = Object.entries(vectors).filter(([, value]) => value instanceof Uint8Array);
        return JSON.stringify(Object.fromEntries(entries.map(([n, v]) => [n, Buffer.from(v).toString("base64")])));
    },
};

process.stdout.write(await commands[command]());
