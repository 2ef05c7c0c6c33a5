/**
 * Makes `Date` of this thread follow a MovableClock of another. Timers keep running in real time, as they must: a
 * function that waits a second waits a second.
 */
export function followClock(shared: SharedArrayBuffer): void {
  const offset = new BigInt64Array(shared);
  const MachineDate = Date;
  const machineNow = Date.now;
  const now = () => machineNow() + Number(Atomics.load(offset, 0));

  function MovedDate(this: unknown, ...parts: unknown[]): unknown {
    if (new.target === undefined) return new MachineDate(now()).toString();
    const target = new.target === (MovedDate as unknown) ? MachineDate : new.target;
    return Reflect.construct(MachineDate, parts.length === 0 ? [now()] : parts, target);
  }
  Object.defineProperty(MovedDate, 'length', { value: MachineDate.length });
  Object.defineProperty(MovedDate, 'name', { value: MachineDate.name });
  MovedDate.prototype = MachineDate.prototype;
  Object.assign(MovedDate, { now, parse: MachineDate.parse, UTC: MachineDate.UTC });
  Object.defineProperty(MachineDate.prototype, 'constructor', { value: MovedDate });
  globalThis.Date = MovedDate as unknown as DateConstructor;
}
