/** Signals, also where `AbortSignal` has only its oldest half, as on old phones and React Native. */

/** Throws the reason of a signal that has ended. */
export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw reasonOf(signal);
}

/** Why a signal has ended. */
export function reasonOf(signal: AbortSignal): unknown {
  return (signal.reason as unknown) ?? new Error("It was stopped.");
}

/** A signal that ends with another one, when told, or after some time. `end` frees what it holds. */
export class Limit {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal | undefined;
  readonly #timer: ReturnType<typeof setTimeout> | undefined;
  #isLate = false;
  readonly #stop = () => this.#controller.abort(this.#outer && reasonOf(this.#outer));

  constructor(outer: AbortSignal | undefined, milliseconds?: number) {
    this.#outer = outer;
    if (outer?.aborted) this.#stop();
    outer?.addEventListener("abort", this.#stop);
    if (milliseconds === undefined) return;
    this.#timer = setTimeout(() => {
      this.#isLate = !this.signal.aborted;
      this.#controller.abort(new Error("Too late."));
    }, milliseconds);
  }

  /** Whether it was the time that has ended it. */
  get isLate(): boolean {
    return this.#isLate;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stop(): void {
    this.#controller.abort(new Error("It was stopped."));
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#stop);
  }
}

/** Waits for a result no longer than until a signal ends. */
export function within<T>(result: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return result;
  return new Promise((resolve, reject) => {
    const stop = () => reject(reasonOf(signal) as Error);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop);
    const end = () => signal.removeEventListener("abort", stop);
    result.then(resolve, reject).then(end, end);
  });
}
