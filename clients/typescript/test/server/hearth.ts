/** A running Hearth of our own, and a connection to it that can be cut. */
import { spawn } from "node:child_process";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../../../", import.meta.url));

export interface Hearth {
  /** Does what `tests/clients/serve.py` has for a name. */
  command<Result = null>(name: string, ...values: unknown[]): Promise<Result>;
  end(): Promise<void>;
}

/** Makes the content; the server starts with the command `start`. */
export function hearth(): Hearth {
  const python = process.env["TEST_PYTHON"] ?? `${root}.venv/bin/python`;
  const child = spawn(python, ["-m", "tests.clients.serve"], {
    cwd: root,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  let last: Promise<unknown> = Promise.resolve();
  return {
    command<Result>(name: string, ...values: unknown[]): Promise<Result> {
      const answered = last.then(async () => {
        child.stdin.write(`${JSON.stringify([name, ...values])}\n`);
        const { value, done } = await lines.next();
        if (done) throw new Error("tests/clients/serve.py ended.");
        const { result, error } = JSON.parse(value) as { result: Result; error?: string };
        if (error) throw new Error(`${name}: ${error}`);
        return result;
      });
      last = answered.catch(() => undefined);
      return answered;
    },
    async end() {
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.stdin.end();
      await ended;
    },
  };
}

/** A bad network before a server: it cuts answers where `left` bytes have gone through. */
export class BadNetwork {
  left = Infinity;
  /** Called when an answer is cut. */
  onCut: () => void = () => undefined;
  readonly #sockets = new Set<Socket>();
  readonly #server;

  constructor(port: number) {
    this.#server = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      const cut = () => [near, far].forEach((one) => one.destroy());
      for (const one of [near, far]) {
        this.#sockets.add(one);
        one.on("error", cut).on("close", cut);
      }
      near.pipe(far);
      far.on("data", (bytes) => {
        near.write(bytes.subarray(0, this.left));
        this.left -= bytes.length;
        if (this.left > 0) return;
        this.left = Infinity;
        this.onCut();
        near.end(cut);
      });
    });
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql/`;
  }

  close(): void {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }
}
