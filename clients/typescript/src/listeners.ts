/** Listeners of the app, whose failures are not ours. */

/** Calls a listener; what it throws is reported as what throws in an event, and ends nothing. */
export function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    const report = globalThis.reportError as typeof reportError | undefined;
    if (report) report(error);
    else console.error(error);
  }
}
